"""What is asked of a demand of the law at the wrong time, by the wrong person or of nobody known: refused by its code,
and nothing is written; what is right is written whole.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import today
from azukari.core.transfers.cases import (
    Demanded,
    Papers,
    approve_case,
    close,
    inform,
    open_case,
    record_document,
    same_document,
    scope,
)
from azukari.core.transfers.disclose import approve, decline, propose
from azukari.core.transfers.models import CaseApproval, CasePerson, LegalCase, Recipient
from azukari.core.transfers.register import add_authority
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.disclosure import LEGAL_DUTY, Informing
from azukari.policy.terms import Actor, ActorKind, Category
from tests.disclosure import office

pytestmark = pytest.mark.django_db

OFFICER = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000a", frozenset({"privacy", "operator"}))
COLLEAGUE = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000b", frozenset({"privacy"}))
OPERATOR = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000c", frozenset({"operator"}))
THE_PERSON = Actor(ActorKind.PERSON, "00000000-0000-4000-8000-00000000000d", frozenset({"privacy"}))
NAME = frozenset({Category.NAME})
ORDER = Demanded(
    compelled=True,
    citation="Art. 218",
    document=office.DOCUMENT,
    reference="R8-1234",
    categories=frozenset({Category.NAME, Category.EMAIL}),
)
OTHER_PAPERS = Papers("Art. 219", "R8-1235", "b" * 64)


@pytest.fixture
def court(moment):
    recipient = add_authority(
        "kakucho-court",
        name={"ja": "架空町裁判所", "en": "Kakucho Court"},
        address={"ja": "架空町1", "en": "1 Kakucho"},
        country="JP",
        actor=OFFICER,
        now=moment,
    )
    return office.keyed(recipient.slug, now=moment).recipient


@pytest.fixture
def case(court: Recipient, readers, moment) -> LegalCase:
    """An order that names two readers."""
    entered = open_case(court, ORDER, actor=OFFICER, now=moment)
    return scope(entered.id, people=readers[:2], minimum=NAME, version=entered.version, actor=OFFICER, now=moment)


type Step = Callable[..., LegalCase]

STEPS: dict[str, Step] = {
    "document": lambda case, **said: record_document(case, OTHER_PAPERS, **said),
    "scope": lambda case, **said: scope(case, people=[], minimum=NAME, **said),
    "inform": lambda case, **said: inform(case, prohibition="", **said),
    "approve": lambda case, **said: approve_case(case, duty="privacy", **said),
    "close": close,
}


def state(case: LegalCase) -> object:
    """All that stands of a case and in the ledger."""
    return (
        LegalCase.objects.filter(id=case.id).values().get(),
        sorted(CasePerson.objects.filter(case=case).values_list("person_id", flat=True)),
        sorted(CaseApproval.objects.filter(case=case).values_list("staff", "duty")),
        Pending.objects.count(),
    )


def refused(case: LegalCase, step: Step, code: str, *, actor: Actor = OFFICER, now, **said) -> None:
    """The step is refused with this code, and leaves all as it was."""
    before, version = state(case), LegalCase.objects.get(id=case.id).version
    with pytest.raises(InvalidTransition) as stuck:
        step(case.id, actor=actor, now=now, version=version, **said)
    assert stuck.value.code == code
    assert state(case) == before


@pytest.mark.parametrize("name", STEPS)
def test_of_a_closed_case_nothing_is_changed(case, moment, name):
    close(case.id, version=case.version, actor=OFFICER, now=moment)
    assert LegalCase.objects.get(id=case.id).closed_at == moment
    refused(case, STEPS[name], "case.closed", now=moment)


@pytest.mark.parametrize("name", STEPS)
def test_who_saw_an_older_case_changes_nothing(case, moment, name):
    for version in (case.version - 1, case.version + 1):
        before = state(case)
        with pytest.raises(StaleVersion):
            STEPS[name](case.id, version=version, actor=OFFICER, now=moment)
        assert state(case) == before


def test_nobody_is_named_whom_we_do_not_know(case, readers, moment):
    nobody = UUID("00000000-0000-7000-8000-000000000000")
    for people in ([nobody], [*readers, nobody]):
        refused(case, scope, "case.unknown-person", now=moment, people=people, minimum=NAME)


def test_the_least_that_does_is_no_more_than_was_demanded(case, readers, moment):
    more = NAME | {Category.PHONE}
    refused(case, scope, "case.more-than-demanded", now=moment, people=readers, minimum=more)
    scope(case.id, people=readers, minimum=ORDER.categories, version=case.version, actor=OFFICER, now=moment)


@pytest.mark.parametrize("document", ["", office.DOCUMENT])
def test_no_document_and_the_same_one_are_no_other_document(case, moment, document):
    papers = Papers(ORDER.citation, ORDER.reference, document)
    refused(case, record_document, "case.same-document", now=moment, papers=papers)


@pytest.mark.parametrize("change", [{"citation": "Art. 219"}, {"reference": "R9"}, {"document": "c" * 64}])
def test_papers_of_which_one_thing_is_another_are_entered(case, moment, change):
    papers = replace(Papers(ORDER.citation, ORDER.reference, ORDER.document), **change)
    record_document(case.id, papers, version=case.version, actor=OFFICER, now=moment)
    row = LegalCase.objects.get(id=case.id)
    assert Papers(row.citation, row.document_reference, row.document_sha256) == papers
    assert row.version == case.version + 1


def test_who_may_decline_needs_no_document(court, moment):
    asked = open_case(court, replace(ORDER, compelled=False, document=""), actor=OFFICER, now=moment)
    refused(asked, record_document, "case.voluntary", now=moment, papers=OTHER_PAPERS)


def approve_all(case: LegalCase, moment) -> None:
    inform(case.id, prohibition="", version=case.version, actor=OFFICER, now=moment)
    for actor, duty in ((COLLEAGUE, "privacy"), (OPERATOR, "operator")):
        approve_case(case.id, duty=duty, version=case.version + 1, actor=actor, now=moment)


def test_nothing_replaces_the_document_on_which_something_goes_out(case, moment):
    approve_all(case, moment)
    wish = office.wish(case.recipient_id, purpose=LEGAL_DUTY, ground="law", case=case.id, categories=NAME)
    transfer, _seen = propose(wish, actor=OFFICER, now=moment)
    approve(transfer.id, actor=COLLEAGUE, now=moment)
    refused(case, record_document, "case.document-used", now=moment, papers=OTHER_PAPERS)


def test_what_was_only_proposed_or_declined_rests_on_no_document(case, moment):
    approve_all(case, moment)
    wish = office.wish(case.recipient_id, purpose=LEGAL_DUTY, ground="law", case=case.id, categories=NAME)
    transfer, _seen = propose(wish, actor=OFFICER, now=moment)
    record_document(case.id, OTHER_PAPERS, version=case.version + 1, actor=OFFICER, now=moment)
    decline(transfer.id, actor=COLLEAGUE, now=moment)
    another = replace(OTHER_PAPERS, reference="R9")
    record_document(case.id, another, version=case.version + 2, actor=OFFICER, now=moment)


def test_another_document_and_another_scope_are_approved_anew(case, readers, moment):
    approve_all(case, moment)
    row = record_document(case.id, OTHER_PAPERS, version=case.version + 1, actor=OFFICER, now=moment)
    assert not row.approvals.exists()
    approve_case(case.id, duty="privacy", version=row.version, actor=COLLEAGUE, now=moment)
    row = scope(case.id, people=readers, minimum=NAME, version=row.version, actor=OFFICER, now=moment)
    assert not row.approvals.exists()
    assert set(row.people.values_list("person_id", flat=True)) == set(readers)


@pytest.mark.parametrize(("actor", "duty"), [(COLLEAGUE, "operator"), (THE_PERSON, "privacy"), (OPERATOR, "unknown")])
def test_nobody_approves_for_a_duty_that_is_not_theirs(case, moment, actor, duty):
    refused(case, approve_case, "case.not-your-duty", actor=actor, now=moment, duty=duty)


@pytest.mark.parametrize(("actor", "duty"), [(OFFICER, "operator"), (COLLEAGUE, "privacy")])
def test_neither_the_same_person_nor_the_same_duty_approves_twice(case, moment, actor, duty):
    approve_case(case.id, duty="privacy", version=case.version, actor=OFFICER, now=moment)
    refused(case, approve_case, "case.approved-before", actor=actor, now=moment, duty=duty)


def test_what_the_law_forbids_to_tell_is_written_down_and_what_was_told_has_its_day(case, moment):
    row = inform(case.id, prohibition="Art. 1", version=case.version, actor=OFFICER, now=moment)
    row.refresh_from_db()
    assert (row.informing, row.prohibition, row.informed_on) == (Informing.FORBIDDEN, "Art. 1", None)
    row = inform(case.id, prohibition="", version=row.version, actor=OFFICER, now=moment)
    row.refresh_from_db()
    assert (row.informing, row.prohibition, row.informed_on) == (Informing.INFORMED, "", today(moment))


def test_what_was_demanded_stands_in_the_case_whole(court, moment):
    row = LegalCase.objects.get(id=open_case(court, ORDER, actor=OFFICER, now=moment).id)
    assert (row.recipient_id, row.compelled, row.citation) == (court.slug, True, "Art. 218")
    assert (row.document_reference, row.document_sha256, row.categories) == ("R8-1234", office.DOCUMENT, "email name")
    assert (row.opened_at, row.opened_by) == (moment, f"staff:{OFFICER.reference}")
    assert (row.minimum, row.informing, row.closed_at, row.version) == ("", Informing.OPEN, None, 0)
    seen = row.state()
    assert (seen.recipient, seen.compelled, seen.citation, seen.document) == (court.slug, True, True, True)
    assert (seen.categories, seen.minimum, seen.people) == (ORDER.categories, frozenset(), 0)
    assert (seen.approvals, seen.informing, seen.closed) == ((), Informing.OPEN, False)
    close(row.id, version=0, actor=OFFICER, now=moment)
    row.refresh_from_db()
    assert (row.version, row.state().closed) == (1, True)
    asked = open_case(court, Demanded(False, "", "", "", frozenset()), actor=OFFICER, now=moment).state()
    assert (asked.compelled, asked.citation, asked.document) == (False, False, False)


def test_each_step_is_recorded_with_who_took_it(court, readers, moment):
    case = open_case(court, ORDER, actor=OFFICER, now=moment)
    record_document(case.id, OTHER_PAPERS, version=case.version, actor=OFFICER, now=moment)
    scope(case.id, people=readers[:1], minimum=NAME, version=case.version + 1, actor=OFFICER, now=moment)
    approve_case(case.id, duty="operator", version=case.version + 2, actor=OPERATOR, now=moment)
    inform(case.id, prohibition="Art. 1", version=case.version + 2, actor=OFFICER, now=moment)
    inform(case.id, prohibition="", version=case.version + 3, actor=OFFICER, now=moment)
    close(case.id, version=case.version + 4, actor=OFFICER, now=moment)
    rows = Pending.objects.filter(kind="disclosure:case:changed").values_list("payload", flat=True)
    told = {entry["state"]: entry for entry in map(json.loads, rows)}
    each = {"case": str(case.id), "recipient": court.slug}
    officer, operator = f"staff:{OFFICER.reference}", f"staff:{OPERATOR.reference}"
    steps = [
        {"state": "opened", "actor": officer, "sha256": ORDER.document},
        {"state": "documented", "actor": officer, "sha256": OTHER_PAPERS.document},
        {"state": "scoped", "actor": officer},
        {"state": "approved", "actor": operator, "approver": OPERATOR.reference, "duty": "operator"},
        {"state": "not-informed", "actor": officer},
        {"state": "informed", "actor": officer},
        {"state": "closed", "actor": officer},
    ]
    assert told == {step["state"]: {**each, **step} for step in steps}


def test_other_cases_that_rest_on_the_same_document_are_told_the_oldest_first(court, moment):
    later, first, apart, bare, mine = (
        open_case(court, replace(ORDER, document=document), actor=OFFICER, now=moment)
        for document in (ORDER.document, ORDER.document, "d" * 64, "", ORDER.document)
    )
    LegalCase.objects.filter(id=first.id).update(opened_at=moment.replace(year=moment.year - 1))
    assert [case.id for case in same_document(mine)] == [first.id, later.id]
    assert same_document(apart) == []
    open_case(court, replace(ORDER, document=""), actor=OFFICER, now=moment)
    assert same_document(bare) == []
