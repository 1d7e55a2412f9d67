"""A policy that is published while somebody sends: nothing comes in under words that do not rule any more."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms import pages
from azukari.core.forms.answers import Answers, read
from azukari.core.forms.intake import receive
from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.submit import submit
from azukari.core.mail.models import Message
from azukari.core.policy_versions import current as memory
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.lib.conflict import StaleVersion
from tests.charter.widened import edited, reworded
from tests.forms.by_hand import EN, post
from tests.forms.by_program import digest
from tests.forms.filled import MEMBER, hidden, opened


def overtake() -> Current:
    """Another process publishes: this one remembers what ruled before."""
    before = current()
    publish(edited(reworded), actor=SETTER, now=timezone.now())
    ruling = current()
    memory._remember(before)
    return ruling


def nothing_stored() -> bool:
    return not (Submission.objects.exists() or SealedValue.objects.exists() or Message.objects.exists())


def send(client: Client, notice: str) -> Any:
    body = MEMBER | {"lang": "en", "notice": notice}
    return client.post("/api/v1/forms/membership/submissions", json.dumps(body), content_type="application/json")


def test_a_program_that_shows_the_old_notice_is_told(client: Client, charter: Current):
    overtake()
    answer = send(client, digest(charter))
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["stale"]
    assert nothing_stored()


def test_a_program_that_shows_the_new_notice_is_not_judged_by_the_old(client: Client, charter: Current):
    ruling = overtake()
    assert send(client, digest(ruling)).status_code == 202
    assert Submission.objects.get().charter_id == ruling.number


def test_whoever_sends_under_the_policy_that_rules_asks_for_it_once_only(client: Client, charter: Current):
    assert send(client, digest(charter)).status_code == 202
    with CaptureQueriesContext(connection) as asked:
        assert send(client, digest(charter)).status_code == 202
    assert not [query for query in asked if "ORDER BY number DESC" in query["sql"]]


def test_a_page_sent_at_that_very_moment_shows_the_new_notice(
    client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch
):
    shown = hidden(post(client, EN, opened(client, EN) | MEMBER).content.decode())
    ruling: list[Current] = []

    def late(*args: Any, **more: Any) -> Any:
        ruling.append(overtake())
        return submit(*args, **more)

    monkeypatch.setattr(pages, "submit", late)
    page = post(client, EN, shown, "send")
    assert page.status_code == 422
    assert digest(ruling[0]) in page.content.decode()
    assert nothing_stored()


@pytest.mark.parametrize(
    ("slug", "data", "cap"),
    [
        ("membership", MEMBER, None),
        ("membership", MEMBER, 5),
        ("riverside-survey", {"visits": "never", "uses": ["fishing"]}, None),
    ],
    ids=["waits", "within a cap", "counts at once"],
)
def test_on_none_of_its_ways_does_the_intake_write_by_an_old_policy(
    charter: Current, slug: str, data: dict[str, Any], cap: int | None
):
    form = replace(charter.policy.forms[slug], cap=cap)
    answers = read(form, charter.policy, data, lang="en")
    assert isinstance(answers, Answers)
    overtake()
    with pytest.raises(StaleVersion):
        receive(
            charter=charter,
            form=form,
            answers=answers,
            lang="en",
            notice=digest(charter, form),
            channel=Channel.PAGE,
            now=timezone.now(),
        )
    assert nothing_stored()
