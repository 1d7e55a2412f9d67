"""Who gets a request: those of the desk by how many they have, then whoever works here; and what becomes of each case
when somebody leaves.
"""

from datetime import timedelta

import pytest

from azukari.core.accounts.models import User
from azukari.core.accounts.staff import disable
from azukari.core.cases.models import Case, CaseStep
from azukari.core.cases.staffing import NobodyAnswers, choose, choose_deputy, pass_on, people_of_the_desk
from azukari.demo.people import SETTER
from azukari.policy.casework import CaseKind, CaseState
from tests.cast import enrolled
from tests.rights.casework import ask

HOUR = timedelta(hours=1)


@pytest.fixture
def one(officer) -> User:
    return officer.user


@pytest.fixture
def two(one) -> User:
    return enrolled("privacy.two@example.org", "Futari Me", "privacy")


@pytest.fixture
def three(two) -> User:
    return enrolled("privacy.three@example.org", "San Nin", "privacy")


@pytest.fixture
def other(three) -> User:
    """Works here, and not for requests."""
    return enrolled("magazine@example.org", "Zasshi Kakari", "magazine")


@pytest.fixture
def given(officer, now):
    """Makes cases that belong to somebody."""

    def give(owner: User, deputy: User, count: int = 1) -> Case:
        for _ in range(count):
            case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
            Case.objects.filter(id=case.id).update(owner=owner, deputy=deputy)
        return Case.objects.get(id=case.id)

    return give


def close(case: Case, now) -> None:
    Case.objects.filter(id=case.id).update(state=CaseState.CLOSED, outcome="answered", kept_until=now)


def both(case: Case) -> tuple[User, User]:
    case.refresh_from_db()
    return case.owner, case.deputy


def passed(case: Case) -> list[tuple[str, str, object]]:
    return list(CaseStep.objects.filter(case=case, event="passed-on").values_list("event", "actor", "at"))


def leaves(user: User, now) -> None:
    disable(user.email, actor=SETTER, now=now)


def test_the_desk_is_those_who_answer_requests_the_least_laden_first(one, two, three, other, given, now):
    given(one, two, 2)
    given(two, one)
    assert people_of_the_desk() == [three, two, one]
    close(Case.objects.filter(owner=one)[0], now)
    assert people_of_the_desk() == [three, one, two], "one each, and then by who came first"
    leaves(three, now)
    assert people_of_the_desk() == [one, two]


def test_owner_and_deputy_are_the_two_least_laden_of_the_desk(one, two, three, other, given):
    given(one, two)
    assert choose() == (two, three)
    assert choose(but=[two]) == (three, one)


def test_where_one_of_the_desk_is_left_the_least_laden_of_the_others_stands_in(one, other, membership_desk, given, now):
    for user in people_of_the_desk()[1:]:
        leaves(user, now)
    given(other, one)
    assert choose() == (one, membership_desk.user)
    leaves(membership_desk.user, now)
    assert choose() == (one, other)
    leaves(other, now)
    with pytest.raises(NobodyAnswers):
        choose()


def test_nobody_owns_a_request_who_is_not_of_the_desk(one, two, other, membership_desk, now):
    with pytest.raises(NobodyAnswers):
        choose(but=people_of_the_desk())
    assert choose(but=[one])[0] == two


def test_a_deputy_is_another_of_the_desk_else_anybody_else_who_works_here(one, two, membership_desk, now):
    assert choose_deputy(one) == two
    assert choose_deputy(two) == one
    leaves(two, now)
    assert choose_deputy(one) == membership_desk.user
    leaves(membership_desk.user, now)
    with pytest.raises(NobodyAnswers):
        choose_deputy(one)


def test_while_everybody_is_here_every_case_stays(one, two, other, given, now):
    """A deputy need not be of the desk."""
    cases = [given(one, two), given(two, other)]
    assert pass_on(now + HOUR) == 0
    assert [both(case) for case in cases] == [(one, two), (two, other)]
    assert not any(passed(case) for case in cases)


def test_each_case_passes_on_by_itself(one, two, three, other, given, now):
    owned, stood_in, apart = given(one, two), given(two, one), given(two, three)
    done = given(one, two)
    close(done, now)
    leaves(one, now)
    assert pass_on(now + HOUR) == 2
    assert both(owned) == (two, three), "the deputy steps up"
    assert both(stood_in) == (two, three)
    assert (both(apart), both(done)) == ((two, three), (one, two))
    step = [("passed-on", "worker", now + HOUR)]
    assert [passed(case) for case in (owned, stood_in, apart, done)] == [step, step, [], []]
    assert pass_on(now + HOUR) == 0


def test_where_owner_and_deputy_have_left_two_others_get_it(one, two, three, other, given, now):
    case = given(one, two)
    leaves(one, now)
    leaves(two, now)
    assert pass_on(now + HOUR) == 1
    assert both(case)[0] == three
    assert both(case)[1].is_active


def test_a_deputy_who_answers_no_requests_does_not_step_up(one, two, three, other, given, now):
    case = given(one, other)
    leaves(one, now)
    assert pass_on(now + HOUR) == 1
    assert both(case) == (two, three)


def test_a_duty_that_is_no_more_passes_the_case_on(one, two, three, given, now):
    case = given(one, two)
    one.duties.all().delete()
    assert pass_on(now + HOUR) == 1
    assert both(case) == (two, three)


def test_where_nobody_can_take_it_over_it_stays(one, given, membership_desk, now):
    case = given(one, membership_desk.user)
    leaves(one, now)
    assert pass_on(now + HOUR) == 0
    assert both(case) == (one, membership_desk.user)
    assert not passed(case)
