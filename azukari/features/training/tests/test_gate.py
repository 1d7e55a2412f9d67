"""Personal data opens to whoever is trained: in the console, by a token, in a second tab, at the rights desk (P33)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault import notes
from azukari.core.vault.for_case import find_for_case
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.features.training.control import CONTROL
from azukari.features.training.models import Beginning, Pass
from azukari.features.training.take import withdraw
from azukari.policy.terms import Category
from azukari.policy.training import lessons_of
from tests.console import desks
from tests.trained import train
from tests.training import studying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "gated")]
NAME = frozenset({Category.NAME})
OPEN = {"purpose": "membership", "reason": "service"}


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


def _code(user: User, **more: object) -> str:
    """What keeps a member's name closed to the user; empty where it opens."""
    person, actor = desks.register("membership").person, replace(actor_of(user), **more)  # type: ignore[arg-type]
    try:
        release([person], purpose="membership", categories=NAME, actor=actor, reason=Reason.SERVICE, now=desks.moment())
    except Refused as refused:
        return refused.verdict.code
    return ""


def test_the_way_back_is_one_click_and_leads_back():
    user = studying.untrained("membership")
    registered, client = desks.register("membership"), desks.browser(user)
    page = f"/console/people/{registered.person}/"
    closed = client.post(f"{page}open/", OPEN, headers={"Referer": f"http://testserver{page}"})
    assert closed.status_code == 403
    first = f"{studying.at('basics')}?next={page.replace('/', '%2F')}"
    assert f'href="{first}"' in closed.content.decode()
    assert desks.MARK not in closed.content.decode()
    went = ""
    for lesson in lessons_of(current().policy, "membership"):
        answer = studying.hand_in(client, lesson, studying.right(studying.whole(lesson)), back=page)
        assert answer.status_code == 302
        went = answer.headers["Location"]
    assert f'href="{page}"' in client.get(went).content.decode()
    assert desks.MARK in client.post(f"{page}open/", OPEN).content.decode()


def test_never_taken_expired_and_withdrawn_close_data_in_person_and_by_token():
    user = studying.untrained("membership")
    token = {"token": str(uuid4()), "only": frozenset({"membership"})}
    assert {_code(user), _code(user, **token)} == {"ready.training-missing"}
    train(user, ["membership"], now=desks.moment() - timedelta(days=364))
    assert {_code(user), _code(user, **token)} == {""}
    Pass.objects.filter(holder=user.reference).update(passed_at=desks.moment() - timedelta(days=367))
    assert {_code(user), _code(user, **token)} == {"ready.training-expired"}
    train(user, ["membership"], now=desks.moment())
    assert _code(user) == ""
    withdraw(user.reference, "opening", actor="operator", now=desks.moment())
    assert {_code(user), _code(user, **token)} == {"ready.training-withdrawn"}


def test_a_second_tab_closes_when_the_pass_is_withdrawn():
    user, registered = desks.staff("membership"), desks.register("membership")
    tab = desks.browser(user)
    tab.post("/console/purpose/", {"choice": "membership membership", "reason": "service"})
    page = f"/console/people/{registered.person}/"
    tab.post(f"{page}open/", OPEN)
    assert tab.post(f"{page}open/", OPEN).status_code != 403
    officer = desks.browser(desks.staff("privacy"))
    at = f"/console/training/staff/{user.reference}/"
    assert officer.post(at, {"version": "0"}).status_code == 422, "nothing is withdrawn where nothing was chosen"
    done = officer.post(at, {"lessons": ["opening"], "version": "0"})
    assert done.status_code == 302
    assert tab.post(f"{page}open/", OPEN).status_code == 403
    assert desks.MARK not in tab.get(page).content.decode()


def test_a_duty_that_is_trained_opens_although_another_is_not():
    user = studying.untrained("membership", "volunteers")
    train(user, ["membership"], now=desks.moment())
    assert _code(user) == ""
    person = desks.register("volunteers").person
    with pytest.raises(Refused):
        release([person], purpose="volunteers", categories=NAME, actor=actor_of(user), reason=Reason.SERVICE,
                now=desks.moment())  # fmt: skip


def test_the_rights_desk_is_no_way_around():
    actor = actor_of(studying.untrained("privacy"))
    for opens in (
        lambda: find_for_case(Category.EMAIL, "a@example.org", case=uuid4(), actor=actor, now=desks.moment()),
        lambda: notes.read(uuid4(), person=None, actor=actor, now=desks.moment()),
    ):
        with pytest.raises(Refused) as caught:
            opens()
        assert caught.value.verdict.code == "ready.training-missing"


def test_who_worked_here_before_training_came_has_the_days_of_grace():
    user = studying.untrained("membership")
    Beginning.objects.create(at=user.created_at + timedelta(seconds=1))
    assert _code(user) == ""
    Beginning.objects.update(at=desks.moment() - timedelta(days=14))
    User.objects.update(created_at=desks.moment() - timedelta(days=900))
    assert _code(user) == "ready.training-missing"


def test_the_control_finds_a_gate_that_is_not_plugged_in(monkeypatch: pytest.MonkeyPatch):
    studying.untrained("membership")
    assert not list(CONTROL.check(desks.moment()))
    monkeypatch.setattr("azukari.core.accounts.readiness.register.known", [])
    assert "1 members of staff" in next(iter(CONTROL.check(desks.moment())))
