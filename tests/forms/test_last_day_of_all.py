"""A form's last day ends its service for everybody who signed, batch by batch, and for nobody else; and each batch is
said in the ledger.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.consent.models import Grant
from azukari.core.forms import last_day
from azukari.core.forms.accept import accept
from azukari.core.forms.last_day import end_closed, over_at
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import charters
from tests.cast import NOW
from tests.charter.widened import Draft, publish_widened
from tests.forms.sending import LATER, sent

pytestmark = pytest.mark.usefixtures("charter")
RIVER = "plastic-free-river"
OVER = datetime(2028, 3, 31, 15, tzinfo=UTC)
UNTIL = datetime(2028, 6, 30, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def signed(who: str, form: str = RIVER, **more: object) -> Submission:
    one = Submission.objects.get(id=sent(form, {"email": f"{who}@example.org", **more}).id)
    with transaction.atomic():
        accept(one, now=LATER)
    return one


def ends(one: Submission) -> dict[str, object]:
    found = Grant.objects.filter(submission_id=one.id).exclude(purpose="confirmation")
    return dict(found.values_list("purpose", "ends_at"))


def told() -> list[dict[str, Any]]:
    found = Pending.objects.filter(kind="form:service:ended").values_list("payload", flat=True)
    return sorted((json.loads(one) for one in found), key=lambda entry: -entry["count"])


def test_it_ends_for_all_of_the_form_and_for_that_purpose_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_day, "BATCH", 2)
    some = [signed(who, **{"consent.campaign-updates": "on"}) for who in ("heron", "teal", "egret")]
    other, waiting = signed("other", "feedback"), sent(RIVER, {"email": "waiting@example.org"}).id
    Grant.objects.filter(submission_id=waiting).update(purpose="campaign", ends_at=None)
    elsewhere = signed("elsewhere", "feedback")
    Grant.objects.filter(submission_id=elsewhere.id, purpose="feedback").update(purpose="campaign")
    assert end_closed(OVER - SECOND) == 0
    assert end_closed(OVER) == 3
    assert [ends(one) for one in some] == [{"campaign": UNTIL, "campaign-updates": None}] * 3
    assert ends(other) == {"feedback": None}
    assert ends(elsewhere) == {"campaign": None}, "Another form serves that purpose as well, and goes on."
    assert Grant.objects.get(submission_id=waiting).ends_at is None
    about = {"charter": 1, "form": RIVER, "purpose": "campaign", "day": "2028-03-31"}
    assert told() == [{**about, "count": 2}, {**about, "count": 1}]
    assert end_closed(OVER + timedelta(days=1)) == 0


def test_of_a_purpose_that_no_last_day_ends_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    one = signed("heron")
    monkeypatch.setattr(last_day, "grant_end", lambda *_args, **_more: None)
    assert end_closed(OVER) == 0
    assert ends(one) == {"campaign": None}


def test_it_never_ends_in_the_past() -> None:
    one, late = signed("heron"), UNTIL + timedelta(days=9)
    assert end_closed(late) == 1
    assert ends(one) == {"campaign": late}


def test_people_are_held_before_their_grants() -> None:
    signed("heron")
    with CaptureQueriesContext(connection) as queries:
        end_closed(OVER)
    asked = [query["sql"] for query in queries]
    people = next(n for n, sql in enumerate(asked) if sql.startswith("SELECT") and 'FROM "people_person"' in sql)
    moved = next(n for n, sql in enumerate(asked) if sql.startswith("UPDATE") and '"consent_grant"' in sql)
    read = [n for n, sql in enumerate(asked) if sql.startswith("SELECT") and 'FROM "consent_grant"' in sql]
    assert read[0] < people < max(n for n in read if n < moved) < moved


def _closes(day: date) -> Any:
    def edit(draft: Draft) -> None:
        draft["forms"][RIVER]["closes"] = day.isoformat()

    return edit


@pytest.mark.parametrize(
    ("closes", "over"),
    [(date(2027, 1, 31), datetime(2027, 1, 31, 15, tzinfo=UTC)), (date(2029, 1, 31), OVER)],
)
def test_what_waits_counts_until_the_earlier_of_the_day_that_was_told_and_the_one_that_rules(
    closes: date, over: datetime
) -> None:
    one, asked = signed("heron"), signed("teal", "feedback")
    assert (over_at(one), over_at(asked)) == (OVER, None)
    publish_widened(_closes(closes), now=NOW + timedelta(days=1))
    assert over_at(one) == over_at(one, charters()) == over
    assert over_at(asked) is None


def test_a_form_without_a_last_day_or_that_is_gone_ends_for_nobody_by_it() -> None:
    one = signed("heron")

    def endless(draft: Draft) -> None:
        draft["forms"].pop(RIVER)

    publish_widened(endless, now=NOW + timedelta(days=1))
    assert over_at(one) == OVER, "the day that was told holds"
    assert end_closed(OVER) == 1
    assert Submission.objects.get(id=one.id).state == State.ACCEPTED
