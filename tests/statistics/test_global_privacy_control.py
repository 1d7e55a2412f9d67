"""Whoever says ``Sec-GPC: 1`` is not counted, and that they said so is kept nowhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms.confirm import LINK
from azukari.core.forms.models import Submission
from tests.forms.filled import MEMBER, fresh_counters, hidden, opened
from tests.statistics.forms_counted import FORM, counted, nothing_waits, post

__all__ = ["fresh_counters", "nothing_waits"]


def fill_in(client: Client) -> None:
    shown = post(client, {**opened(client, FORM), **MEMBER}, "check")
    post(client, hidden(shown.content.decode()), "send")
    found = Submission.objects.latest("created_at")
    path = LINK.address(found.id, lang="ja", expires=timezone.now() + timedelta(days=1))
    client.post("/" + path.split("/", 3)[3])


@pytest.mark.parametrize(("said", "times"), [("1", 0), ("0", 1), ("yes", 1)])
def test_an_objection_is_honoured_from_the_form_to_the_button_of_the_mail(charter, said, times):
    fill_in(Client(headers={"Sec-GPC": said}))
    assert Submission.objects.count() == 1
    assert set(counted().values()) == {times}


def test_that_we_honour_it_is_public(client, db):
    answer = client.get("/.well-known/gpc.json")
    assert answer.status_code == 200
    assert answer.json()["gpc"] is True
