"""P14: nobody is reminded, and nothing renews by itself, for purposes that are not there to carry out memberships."""

from datetime import date, timedelta

import pytest

from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.members.models import Pause, Register, Term
from azukari.features.members.registers import set_class
from azukari.features.members.renewal_notice import renew_by_themselves
from azukari.features.members.tests.days import JOINED, at, joined, pay_all
from azukari.features.members.upkeep import remind
from tests.purposes.changed import publish_uses

LATE = JOINED + timedelta(days=60)


def _written() -> list[str]:
    return [*Message.objects.filter(kind__startswith="members:").order_by("id").values_list("kind", flat=True)]


@pytest.mark.parametrize(
    ("closed", "reminded"), [(("membership",), 1), (("membership", "dues-record"), 0)], ids=["books", "neither"]
)
def test_dues_are_a_matter_of_the_books_as_well(applicant, classes, closed, reminded):
    Register.objects.update_or_create(form="membership", defaults={"remind_days": 14})
    joined(applicant, classes, "Regular member")
    publish_uses(*closed, uses=[])
    assert remind(at(LATE)) == reminded
    assert ("members:reminder" in _written()) is bool(reminded)


@pytest.mark.parametrize(("uses", "told"), [(["administer"], 1), (["account"], 0)])
def test_the_end_of_a_term_and_of_a_pause_is_told_for_the_service_alone(applicant, classes, uses, told):
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    publish_uses("membership", uses=uses)
    assert remind(at(date(2027, 3, 20))) == told
    Pause.objects.create(
        membership_id=id, person_id=applicant.id, begins=JOINED, ends=JOINED + timedelta(days=20), made_at=at(JOINED)
    )
    assert remind(at(JOINED + timedelta(days=10))) == told
    assert len({"members:ending", "members:pause-ending"} & {*_written()}) == 2 * told


@pytest.mark.parametrize(("uses", "told"), [(["administer"], 1), (["account"], 0)])
def test_nothing_is_renewed_by_itself_for_another_use(applicant, classes, uses, told):
    chosen = classes["Regular member"]
    chosen.notice_days = 30
    set_class(chosen, actor=SETTER, now=at(JOINED))
    pay_all(joined(applicant, classes, "Regular member"), JOINED)
    publish_uses("membership", uses=uses)
    assert renew_by_themselves(at(date(2027, 3, 1))) == told
    assert Term.objects.count() == 1
