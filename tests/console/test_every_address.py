"""Every address of the console x everybody who may come: one table, and no address outside it.

Beside a run that has asked for everybody, on the second engine, whoever a page is for opens it each time; of those whom
it turns away, by page, form and duty, a third has its turn with each commit, and all have it with `bin/test --all`.
"""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve, reverse

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.events import CHARTER_REFUSED
from azukari.core.vault.events import VALUE_REFUSED
from azukari.shells.staff.doors import Opens
from azukari.shells.staff.events import ACT_REFUSED
from azukari.shells.staff.gate import TO_SET_UP, TO_SIGN_IN
from tests.console import desks
from tests.console.addresses import DOORS, PAGES, address_of, that_open
from tests.console.world import World
from tests.once import is_second
from tests.turns import has_its_turn

TESTS = Path(__file__).parents[1]

DEAD_ENDS = {  # of a key, or of codes, that the reader does not have: 404
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def test_every_page_says_who_may_come():
    silent = PAGES.keys() - DOORS.keys() - TO_SET_UP
    assert not silent, f"{silent}: give the view a door: needs_act, serves_form, or opens_to."
    assert all(door.acts for door in DOORS.values() if door.opens is Opens.ACT)


def test_who_is_refused_by_act_and_purpose_is_tested_by_the_name_of_the_page():
    """Whether somebody has both, no table of duties alone can tell: such a page has a test of its own."""
    files = [*TESTS.rglob("test_*.py"), *(TESTS.parent / "azukari").rglob("test_*.py")]
    tested = "".join(path.read_text("utf-8") for path in files if path != Path(__file__))
    assert not [name for name in that_open(Opens.BOTH) if name not in tested]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_stranger_reaches_sign_in_and_nothing_else(name: str, world: World):
    at = address_of(name, world.registered["membership"], "membership")
    for answer in (desks.browser().get(at), desks.browser().post(at)):
        if name in TO_SIGN_IN:
            assert not answer.headers.get("Location", "").startswith(f"{reverse('account_login')}?next=")
        else:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("account_login"))
        assert desks.MARK.encode() not in answer.content


@pytest.mark.parametrize("name", sorted(PAGES))
def test_without_a_second_factor_nothing_opens_but_the_way_to_one(name: str, world: World):
    user = desks.staff("membership", email="new@staff.example.org", second_factor=False)
    at = address_of(name, world.registered["membership"], "membership")
    answer = desks.browser(user).get(at)
    if name in TO_SET_UP:
        assert answer.headers.get("Location", "").split("?")[0] != reverse("mfa_index") or name in TO_SIGN_IN
    else:
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index"))
        posted = desks.browser(user).post(at, {"purpose": "membership", "reason": "service"})
        assert (posted.status_code, posted.headers["Location"]) == (302, reverse("mfa_index"))
        assert desks.MARK.encode() not in posted.content


_TURNED_AWAY = 3
"""One refusal of so many with each commit, on the second engine."""


def _is_left_out(refusal: str) -> bool:
    return is_second() and not has_its_turn(refusal, _TURNED_AWAY)


_SAYS_IT_ON_THE_LIST = {"console-submissions-several"}
"""Steps after which the list from which they were taken tells what came of them, that nothing was ticked included."""


_OF_CAMPAIGNS_ALONE = {
    "console-campaign",
    "console-campaign-checks",
    "console-campaign-handing",
    "console-campaign-news",
}
"""Pages that a form of another kind does not have."""


@pytest.mark.parametrize("form_of", sorted(desks.FORM_OF))
@pytest.mark.parametrize("name", that_open(Opens.PURPOSE))
def test_a_page_about_somebody_opens_for_the_duty_that_serves_it_alone(name: str, form_of: str, world: World):
    form = desks.FORM_OF[form_of]
    for duty in world.duties:
        serves = duty == form_of or (duty == "privacy" and form_of == "feedback")
        if not serves and _is_left_out(f"{name} {form_of} {duty}"):
            continue
        at = address_of(name, world.registered[form], form)
        before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
        client = world.browser(duty)
        answer = client.get(at)
        does = answer.status_code == 302  # a page on which something is done leads a GET away
        answer = client.post(at) if does else answer
        recorded = Pending.objects.filter(kind=VALUE_REFUSED.name).count() - before
        if serves:
            said = 302 if name in _SAYS_IT_ON_THE_LIST else 422 if does else 200
            said = 404 if name in _OF_CAMPAIGNS_ALONE and form_of != "campaigns" else said
            assert (answer.status_code, recorded) == (said, 0)
        else:
            assert (answer.status_code, recorded) == (403, 1), f"{duty} at {name}"
        assert desks.MARK.encode() not in answer.content


@pytest.mark.parametrize("name", that_open(Opens.OWNER))
def test_what_is_somebody_elses_is_not_there(name: str, world: World):
    at = address_of(name, world.registered["membership"], "membership")
    for duty in world.duties:
        assert desks.fresh(world.staff(duty)).post(at).status_code == 404


@pytest.mark.parametrize("name", that_open(Opens.ACT))
def test_a_page_of_an_act_opens_for_the_duties_that_have_it_alone(name: str, world: World):
    at = address_of(name, world.registered["membership"], "membership")
    kinds = (ACT_REFUSED.name, CHARTER_REFUSED.name)
    opened = set()
    may = {slug for slug, duty in world.published.policy.duties.items() if duty.acts & DOORS[name].acts}
    for duty in world.duties:
        if duty not in may and _is_left_out(f"{name} {duty}"):
            continue
        before = Pending.objects.filter(kind__in=kinds).count()
        client = desks.fresh(world.staff(duty))
        answer = client.post(at) if hasattr(resolve(at).func, "leads_to") else client.get(at)
        recorded = Pending.objects.filter(kind__in=kinds).count() - before
        if answer.status_code == 403:
            assert recorded == 1, f"{duty} at {name}"
        else:
            opened.add(duty)
            assert (recorded, answer.status_code < 500) == (0, True)
    assert opened == may


@pytest.mark.parametrize("name", sorted({*that_open(Opens.EVERYBODY)} | TO_SET_UP - TO_SIGN_IN - DEAD_ENDS))
def test_every_member_of_staff_reaches_home_and_their_own_sign_in(name: str, world: World):
    for duty in world.duties:
        given = {"lesson": "basics"} if name == "console-training-lesson" else {}
        answer = world.browser(duty).get(reverse(name, kwargs=given), follow=True)
        assert answer.status_code == 200


def test_an_unknown_address_under_the_console_tells_a_stranger_nothing(client: Client, world: World):
    assert client.get("/console/nowhere/").status_code == 404
