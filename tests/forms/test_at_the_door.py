"""At the door: the last place, a turn for each, and those who come together, or come back as somebody goes; of each it
is told what became of it, and nothing else is left behind.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.database.precondition import PreconditionFailed
from azukari.core.forms import intake, kinds
from azukari.core.forms.accept import accept_many
from azukari.core.forms.answers import Answers
from azukari.core.forms.arrival import Arrival, rows_of
from azukari.core.forms.at_once import _write
from azukari.core.forms.capacity import standing
from azukari.core.forms.intake import IntakeOptions, Received, reason, receive
from azukari.core.forms.kinds import Outdated
from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Form, FormKind, Policy, Verdict
from tests.cast import NOW
from tests.forms.sending import LATER, answered, sent

pytestmark = pytest.mark.usefixtures("charter")


def capped(charter: Current, places: int, slug: str = "feedback") -> Current:
    form = replace(charter.policy.forms[slug], cap=places)
    return replace(charter, policy=replace(charter.policy, forms={**charter.policy.forms, slug: form}))


def comes(charter: Current, answers: Answers, slug: str = "feedback", **how: Any) -> Received:
    form = charter.policy.forms[slug]
    told: dict[str, Any] = {"channel": Channel.PAGE, "now": NOW}
    told |= {name: how.pop(name) for name in told.keys() & how}
    told |= {"answers": answers, "lang": "en", "notice": notices(charter, form)["en"].digest}
    return receive(charter=charter, form=form, **told, options=IntakeOptions(**how))


@pytest.mark.parametrize("address", [True, False], ids=["waits for its mail", "counts at once"])
def test_the_last_place_is_given_away_once_and_whoever_comes_next_leaves_nothing(
    charter: Current, address: bool
) -> None:
    full = capped(charter, 1)
    first = comes(full, answered("feedback", address=address))
    before = (Person.objects.count(), SealedValue.objects.count(), Grant.objects.count())
    with pytest.raises(Refused) as refused:
        comes(full, answered("feedback", address=address))
    assert refused.value.verdict.code == "submit.full"
    assert [one.id for one in Submission.objects.all()] == [first.id]
    assert (Person.objects.count(), SealedValue.objects.count(), Grant.objects.count()) == before
    assert Pending.objects.filter(kind="vault:value:refused").count() == 1


def test_each_waits_for_its_turn_before_places_are_counted_and_forms_without_places_wait_for_nobody(
    charter: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def counts(policy: Policy, form: Form, *, now: datetime) -> Verdict:
        order.append("count")
        return standing(policy, form, now=now)

    monkeypatch.setattr(intake, "take_turns", lambda form: order.append(f"turn of {form.slug}"))
    monkeypatch.setattr(intake, "standing", counts)
    comes(charter, answered("feedback"))
    assert order == []
    comes(capped(charter, 5), answered("feedback"))
    assert order == ["turn of feedback", "count"]


def test_what_was_judged_by_memory_is_taken_where_it_counts_at_once_and_looked_at_again_elsewhere(
    charter: Current,
) -> None:
    judged = replace(answered("feedback", address=False), judged_by="memory")
    assert not comes(charter, judged).pending
    for how in ({"suspected": Suspected(3, ("same",))}, {"answers": replace(answered("feedback"), judged_by="m")}):
        given: dict[str, Any] = {"answers": judged, **how}
        with pytest.raises(Outdated):
            comes(charter, given.pop("answers"), **given)
    assert Submission.objects.count() == 1
    assert comes(charter, answered("feedback")).pending


@pytest.mark.parametrize(
    ("judged_by", "rules", "meant"),
    [(None, True, StaleVersion), (None, False, StaleVersion), ("m", True, Outdated), ("m", False, StaleVersion)],
)
def test_what_could_not_be_written_was_sent_under_an_earlier_charter_or_judged_by_what_is_so_no_more(
    charter: Current, judged_by: object, rules: bool, meant: type[Exception]
) -> None:
    answers = Answers((), judged_by=judged_by)
    told_by = charter if rules else replace(charter, digest="0" * 64, number=charter.number + 1)
    with transaction.atomic():
        assert type(reason(PreconditionFailed(), told_by, answers)) is meant
        broken = RuntimeError()
        assert reason(broken, told_by, answers) is broken


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> dict[FormKind, list[UUID]]:
    """Which submissions each kind of form was told of."""
    told: dict[FormKind, list[UUID]] = {}
    for kind in (FormKind.FEEDBACK, FormKind.MAGAZINE):

        def listen(held: Any, _now: datetime, kind: FormKind = kind) -> None:
            told.setdefault(kind, []).extend(getattr(one, "submission", one).id for one in held)

        changed = replace(kinds.of(kind), on_accepted=listen, on_taken_in=listen)
        monkeypatch.setitem(kinds._kinds, kind, changed)
    return told


def test_of_those_who_are_confirmed_together_each_kind_hears_of_its_own(
    charter: Current, heard: dict[FormKind, list[UUID]]
) -> None:
    ids = {slug: sent(slug, {"email": f"{slug}@example.org"}).id for slug in ("feedback", "magazine")}
    with transaction.atomic():
        accept_many(list(Submission.objects.all()), now=LATER, policies={1: charter.policy})
    assert heard == {FormKind.FEEDBACK: [ids["feedback"]], FormKind.MAGAZINE: [ids["magazine"]]}


def test_of_those_who_count_together_each_kind_hears_of_its_own(
    charter: Current, heard: dict[FormKind, list[UUID]]
) -> None:
    counting, ids = [], {}
    for slug, answers in (("feedback", answered("feedback", address=False)), ("magazine", Answers(()))):
        form = charter.policy.forms[slug]
        digest = notices(charter, form)["en"].digest
        arrival = Arrival(charter, form, answers, "en", digest, Channel.PAGE, NOW, person=uuid4(), id=uuid4())
        counted, ids[slug] = arrival.accepted(), arrival.id
        counting.append(arrival.counting(rows_of(arrival, counting=counted), counted))
    _write(counting)
    assert heard == {FormKind.FEEDBACK: [ids["feedback"]], FormKind.MAGAZINE: [ids["magazine"]]}


@pytest.mark.parametrize("goes", ["gone", "only the confirmation is"])
def test_who_comes_back_as_an_erasure_takes_the_person_that_they_were_begins_anew(
    charter: Current, monkeypatch: pytest.MonkeyPatch, goes: str
) -> None:
    known, stranger = (sent("magazine", {"email": f"{who}@example.org"}).id for who in ("heron", "stranger"))
    with transaction.atomic():
        accept_many([Submission.objects.get(id=known)], now=NOW, policies={1: charter.policy})
    back = Submission.objects.get(id=sent("feedback", {"email": "heron@example.org"}).id)
    was = Submission.objects.get(id=known).person_id

    def erased(_token: object) -> UUID:
        if goes == "gone":
            Person.objects.filter(id=was).delete()
        else:
            Person.objects.filter(id=was).update(confirmed_at=None)
        return was

    monkeypatch.setattr("azukari.core.forms.accept.confirmed_person_by", erased)
    with transaction.atomic():
        (done,) = accept_many([back], now=LATER, policies={1: charter.policy})
    assert (done.joined, done.person) == (False, back.person_id)
    assert done.person != was
    confirmed = dict(Person.objects.values_list("id", "confirmed_at"))
    assert confirmed[back.person_id] == LATER
    assert confirmed[Submission.objects.get(id=stranger).person_id] is None
    assert confirmed.get(was) is None


def test_a_form_is_judged_by_its_last_day_at_the_office(charter: Current) -> None:
    form = replace(charter.policy.forms["feedback"], closes=NOW.date())
    policy = replace(charter.policy, forms={**charter.policy.forms, "feedback": form})
    shut, midnight = replace(charter, policy=policy), NOW.replace(hour=15)
    assert comes(shut, answered("feedback"), now=midnight - timedelta(seconds=1)).pending
    with pytest.raises(Refused) as refused:
        comes(shut, answered("feedback"), now=midnight)
    assert refused.value.verdict.code == "submit.closed"
