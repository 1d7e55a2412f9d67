"""The door for many leaves what the door for one leaves: the same rows, the same grants, the same trail."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.forms.many import Newcomer, Visit, take_in_many
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.core.vault.release import Opened
from azukari.demo.people import VISITORS, answers_of, fill_in
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.own_data import own_data
from tests.cast import NOW

LATER = NOW + timedelta(hours=2)
VISITOR = next(visitor for visitor in VISITORS if visitor.mailbox == "hanako")
FORMS = ("membership", "magazine", "volunteers")


def _entries(person: UUID) -> list[UUID]:
    return list(Trail.objects.filter(person_id=person).values_list("entry_id", flat=True))


def _told(entry: Pending) -> tuple[str, str]:
    told = json.loads(entry.payload)
    return entry.kind, json.dumps(told | {"submission": bool(told.get("submission"))}, sort_keys=True)


def _opened(person: UUID) -> list[Opened]:
    actor = Actor(ActorKind.PERSON, str(person))
    return [v for v in own_data(person, actor=actor, lang="ja", now=LATER).opened if v.field != "email"]


def _visits(charter: Current) -> tuple[Visit, ...]:
    visits = []
    for number, slug in enumerate(FORMS):
        form = charter.form(slug)
        assert form is not None
        answers = answers_of(VISITOR, form, charter, turn=0)
        assert answers is not None
        visits.append(Visit(form, answers, NOW + timedelta(minutes=number)))
    return tuple(visits)


def _left(person: UUID) -> dict[str, Counter[object]]:
    """What stands in the tables about one person, without what is another each time."""
    form_of = dict(Submission.objects.filter(person_id=person).values_list("id", "form"))
    values = SealedValue.objects.filter(person_id=person)
    grants = Grant.objects.filter(person_id=person)
    return {
        "submissions": Counter(
            Submission.objects.filter(person_id=person).values_list(
                "form", "kind", "charter", "notice", "lang", "channel", "consents", "state"
            )
        ),
        "values": Counter((form_of[v.submission_id], v.field, v.category, v.token is None) for v in values),
        "grants": Counter(
            (form_of[g.submission_id], g.purpose, g.ground, g.charter_id, g.ends_at is None, g.end_reason)
            for g in grants
        ),
        "trail": Counter(_told(entry) for entry in Pending.objects.filter(id__in=_entries(person))),
        "shown": Counter((form_of[v.submission], v.field, v.text) for v in _opened(person)),
    }


def test_who_comes_by_either_door_is_known_alike(charter: Current) -> None:
    for number, slug in enumerate(FORMS):
        fill_in(
            replace(VISITOR, mailbox="alone"), charter.policy.forms[slug], charter, now=NOW + timedelta(minutes=number)
        )
    alone = confirmed_person("alone@example.org")
    assert alone is not None
    both = take_in_many(
        [Newcomer("ja", _visits(charter)), Newcomer("ja", _visits(charter)[:1])], charter=charter, now=NOW
    )
    assert [[one.form for one in held] for held in both] == [list(FORMS), [FORMS[0]]]
    (person,) = {one.person_id for one in both[0]}
    (other,) = {one.person_id for one in both[1]}
    assert person != other
    told, expected = _left(person), _left(alone)
    for what, rows in expected.items():
        assert rows, what
        assert told[what] == rows, what
    assert {one.id: one.accepted_at for one in both[0]} == dict(
        Submission.objects.filter(person_id=person).values_list("id", "accepted_at")
    )
    assert Person.objects.get(id=person).confirmed_at == NOW
    assert list(orphans(LATER)) == []
