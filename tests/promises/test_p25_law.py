"""P25: compelled by law, and only so far: citation, document, two approvers of different duty, the least that does."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from azukari.core.transfers.cases import Demanded, approve_case, close, inform, open_case, scope
from azukari.core.transfers.disclose import propose
from azukari.core.transfers.letters import refusal_letter
from azukari.core.transfers.models import CaseApproval, LegalCase
from azukari.core.transfers.register import add_authority
from azukari.core.transfers.subjects import subjects
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclosure import LEGAL_DUTY, Demand, DisclosureGround
from azukari.policy.terms import Actor, ActorKind, Category
from tests.disclosure import office

pytestmark = pytest.mark.django_db

OFFICER = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000a", frozenset({"privacy"}))
COLLEAGUE = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000b", frozenset({"privacy"}))
OPERATOR = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000c", frozenset({"operator"}))
NAME = frozenset({Category.NAME})
WARRANT = Demanded(
    compelled=True,
    citation="Code of Criminal Procedure, Art. 218",
    document=office.DOCUMENT,
    reference="R8-1234",
    categories=frozenset({Category.NAME, Category.EMAIL}),
)


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
    return office.keyed(recipient.slug, now=moment)


def fresh(case):
    return LegalCase.objects.get(id=case.id)


def prepared(court, people, moment, demanded=WARRANT):
    """Everything but the two yeses."""
    case = open_case(court.recipient, demanded, actor=OFFICER, now=moment)
    case = scope(case.id, people=people, minimum=NAME, version=case.version, actor=OFFICER, now=moment)
    return inform(case.id, prohibition="", version=case.version, actor=OFFICER, now=moment)


def complete(court, people, moment):
    case = prepared(court, people, moment)
    for actor, duty in ((OFFICER, "privacy"), (OPERATOR, "operator")):
        approve_case(case.id, duty=duty, version=fresh(case).version, actor=actor, now=moment)
    return fresh(case)


def wish(case, **changes):
    return office.wish(
        "kakucho-court", **({"purpose": LEGAL_DUTY, "ground": "law", "case": case.id, "categories": NAME} | changes)
    )


def refusal(case, moment, **changes):
    with pytest.raises(Refused) as refused:
        propose(wish(case, **changes), actor=OFFICER, now=moment)
    return refused.value.verdict.code


def test_exactly_the_people_named_and_the_least_that_does_go(court, readers, moment, tmp_path):
    case = complete(court, readers[:2], moment)
    transfer = office.carried(wish(case), now=moment)
    told = office.people_in(office.opened(transfer, court, tmp_path, now=moment))
    assert len(told) == 2
    assert all(set(line["values"]) == {"name"} for line in told)
    assert refusal(case, moment, categories=WARRANT.categories) == "disclose.more-than-minimum"
    assert refusal(case, moment, categories=frozenset({Category.PHONE})) == "disclose.category-outside-case"


def test_whom_another_case_names_this_one_does_not(court, readers, moment):
    this = complete(court, readers[:1], moment)
    complete(court, readers[1:], moment)
    demand = Demand("kakucho-court", LEGAL_DUTY, NAME, DisclosureGround.LAW)
    found = subjects(readers, demand, case=this.id, now=moment)
    assert [person for person in readers if found[person].named] == readers[:1]


def test_a_voluntary_request_is_refused_and_the_letter_stands_ready(court, readers, moment, ruling):
    case = open_case(court.recipient, replace(WARRANT, compelled=False), actor=OFFICER, now=moment)
    assert refusal(case, moment) == "disclose.voluntary"
    letter = refusal_letter(ruling.policy, case, now=moment)
    assert "架空町裁判所" in letter["ja"]
    assert "法令上の義務" in letter["ja"]
    assert "R8-1234" in letter["en"]
    assert ruling.policy.organisation.name["en"] in letter["en"]


def test_two_of_the_same_duty_are_not_two(court, readers, moment):
    case = prepared(court, readers, moment)
    approve_case(case.id, duty="privacy", version=case.version, actor=OFFICER, now=moment)
    with pytest.raises(InvalidTransition, match="different duty"):
        approve_case(case.id, duty="privacy", version=case.version, actor=COLLEAGUE, now=moment)
    both = replace(OFFICER, duties=frozenset({"privacy", "operator"}))
    with pytest.raises(InvalidTransition, match="different duty"):
        approve_case(case.id, duty="operator", version=case.version, actor=both, now=moment)
    assert refusal(case, moment) == "disclose.case-approvals"
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by hand
        CaseApproval.objects.create(case=case, staff=COLLEAGUE.reference, duty="privacy", at=moment)


def test_a_duty_that_may_not_approve_cannot(court, readers, moment):
    case = prepared(court, readers, moment)
    desk = replace(OFFICER, duties=frozenset({"membership"}))
    for duty in ("membership", "privacy", "nonsense"):
        with pytest.raises(InvalidTransition):
            approve_case(case.id, duty=duty, version=case.version, actor=desk, now=moment)


def test_a_new_scope_has_to_be_approved_again(court, readers, moment):
    case = complete(court, readers[:1], moment)
    scope(case.id, people=readers, minimum=NAME, version=case.version, actor=OFFICER, now=moment)
    assert refusal(case, moment) == "disclose.case-approvals"


@pytest.mark.parametrize(
    ("demanded", "code"),
    [({"citation": ""}, "disclose.case-without-citation"), ({"document": ""}, "disclose.case-without-document")],
)
def test_without_provision_or_document_nothing_goes(court, readers, moment, demanded, code):
    case = prepared(court, readers, moment, replace(WARRANT, **demanded))
    assert refusal(case, moment) == code


def test_the_person_knows_or_the_law_that_forbids_it_is_named(court, readers, moment):
    case = open_case(court.recipient, WARRANT, actor=OFFICER, now=moment)
    case = scope(case.id, people=readers, minimum=NAME, version=case.version, actor=OFFICER, now=moment)
    for actor, duty in ((OFFICER, "privacy"), (OPERATOR, "operator")):
        approve_case(case.id, duty=duty, version=case.version, actor=actor, now=moment)
    assert refusal(case, moment) == "disclose.person-not-informed"
    inform(case.id, prohibition="Art. 197(5)", version=case.version, actor=OFFICER, now=moment)
    propose(wish(case), actor=OFFICER, now=moment)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalCase.objects.update(prohibition="")


def test_a_closed_case_lets_nothing_out(court, readers, moment):
    case = complete(court, readers, moment)
    close(case.id, version=case.version, actor=OFFICER, now=moment)
    assert refusal(case, moment) == "disclose.case-closed"


def test_a_case_serves_no_other_purpose(court, readers, moment):
    case = complete(court, readers, moment)
    assert refusal(case, moment, purpose="magazine") == "disclose.case-purpose"
