"""How far a form is taken is counted, in totals: a visit counts once, and nothing about a visitor is kept."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.confirm import LINK
from azukari.core.forms.models import Submission
from azukari.core.forms.steps import FunnelStep
from azukari.core.policy_versions.current import Current
from azukari.features.statistics import counter
from azukari.features.statistics.funnel import funnel
from azukari.features.statistics.models import FormCount
from azukari.features.statistics.retention import purge
from tests.forms.filled import MEMBER, fresh_counters, hidden, opened
from tests.statistics.forms_counted import FORM, LANGS, counted, nothing_waits, post

__all__ = ["nothing_waits"]

__all__ = ["fresh_counters"]


def test_a_visit_with_mistakes_and_changes_counts_once(client: Client, charter: Current):
    first = opened(client, FORM)
    wrong = post(client, {**first, "name": ""}, "check")
    assert wrong.status_code == 422
    shown = post(client, {**hidden(wrong.content.decode()), **MEMBER}, "check")
    again = post(client, hidden(shown.content.decode()), "edit")
    shown = post(client, {**hidden(again.content.decode()), **MEMBER}, "check")
    post(client, hidden(shown.content.decode()), "send")
    assert counted() == {"seen": 1, "started": 1, "sent": 1, "confirmed": 0}


def test_the_button_of_the_mail_counts_and_opening_it_does_not(client: Client, charter: Current):
    shown = post(client, {**opened(client, FORM), **MEMBER}, "check")
    post(client, hidden(shown.content.decode()), "send")
    expires = timezone.now() + timedelta(days=1)
    address = LINK.address(Submission.objects.get().id, lang="ja", expires=expires)
    client.get(address.partition("8000")[2] or address)
    assert counted()["confirmed"] == 0
    client.post(address.partition("8000")[2] or address)
    assert counted()["confirmed"] == 1


def test_a_look_ahead_counts_for_nothing(client: Client, charter: Current):
    client.head(FORM)
    assert counted()["seen"] == 0


def test_counting_asks_the_database_nothing_while_a_visitor_waits(client: Client, charter: Current):
    client.get(FORM)
    with CaptureQueriesContext(connection) as captured:
        client.get(FORM)
    assert not [query for query in captured.captured_queries if "formcount" in query["sql"]]
    assert not FormCount.objects.exists()


def test_batches_add_up(charter: Current):
    day = date(2026, 11, 24)
    for _ in range(3):
        for _ in range(5):
            counter.note(FunnelStep.SEEN, "membership", "en", day)
        counter.note(FunnelStep.SEEN, "membership", "ja", day)
        assert counter.flush() == 2
    assert counter.flush() == 0
    [seen, *_rest] = funnel("membership", since=day, until=day, langs=LANGS)
    assert (seen.count, seen.by_lang) == (18, (3, 15))


def test_of_a_few_no_share_is_told(charter: Current):
    day = date(2026, 11, 24)
    for step, times in ((FunnelStep.SEEN, 20), (FunnelStep.STARTED, 15), (FunnelStep.SENT, 5)):
        for _ in range(times):
            counter.note(step, "membership", "en", day)
    counter.flush()
    assert [stage.share for stage in funnel("membership", since=day, until=day, langs=LANGS)] == [None, 75, None, None]


def test_what_could_not_be_written_goes_on_waiting(charter: Current, monkeypatch: pytest.MonkeyPatch):
    counter.note(FunnelStep.SEEN, "membership", "en", date(2026, 11, 24))
    with monkeypatch.context() as broken:
        broken.setattr(counter, "insert", lambda *_args: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            counter.flush()
    assert counter.flush() == 1


def test_totals_go_when_the_policy_says(charter: Current):  # starter: P2Y
    now = timezone.now()
    for days in (10, 365 * 2 - 5, 365 * 2 + 5):
        counter.note(FunnelStep.SEEN, "membership", "en", (now - timedelta(days=days)).date())
    counter.flush()
    assert purge(now) == 1
    assert FormCount.objects.count() == 2
