"""The menu and the home page's list, as features plug into them."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Act, Actor, ActorKind, FormKind
from azukari.shells.staff import menu, needs

POLICY = load(STARTER)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(needs.register, "known", [])


def _shown(*duties: str) -> list[str]:
    return [entry.page for entry in menu.entries(frozenset(duties), POLICY)]


def test_an_entry_is_shown_for_its_act_or_the_kind_of_form_that_a_duty_serves_and_in_its_order():
    menu.register(menu.MenuEntry("cases", "Cases", "rights", order=20, acts=frozenset({Act.RIGHTS})))
    menu.register(menu.MenuEntry("shifts", "Shifts", "people", order=10, kinds=frozenset({FormKind.VOLUNTEERS})))
    menu.register(menu.MenuEntry("home", "Home", "who", order=0))
    assert _shown("membership") == ["home"]
    assert _shown("volunteers") == ["home", "shifts"]
    assert _shown("privacy", "volunteers") == ["home", "shifts", "cases"]
    assert _shown("a duty of no policy") == ["home"]


def _entry(page: str, group: menu.Group) -> menu.MenuEntry:
    return menu.MenuEntry(page, page, "who", group=group)


def test_a_long_menu_opens_daily_work_and_the_group_of_the_page():
    short = [_entry(f"page-{n}", menu.Group.DAILY) for n in range(menu.AT_ONCE - 1)]
    policy, mail = _entry("policy", menu.Group.PRIVACY), _entry("mail", menu.Group.MAIL)
    assert menu.opened([*short, policy], None) == {menu.Group.DAILY, menu.Group.PRIVACY}
    assert menu.opened([*short, mail, policy], None) == {menu.Group.DAILY}
    assert menu.opened([*short, mail, policy], policy) == {menu.Group.DAILY, menu.Group.PRIVACY}


def test_entries_stand_group_by_group():
    for page, group in (("staff", menu.Group.SYSTEM), ("mail", menu.Group.MAIL), ("people", menu.Group.DAILY)):
        menu.register(_entry(page, group))
    menu.register(_entry("home", menu.Group.HOME))
    assert _shown("membership") == ["home", "people", "mail", "staff"]


def test_two_entries_for_one_page_are_a_mistake():
    menu.register(menu.MenuEntry("home", "Home", "who"))
    with pytest.raises(ValueError, match="already"):
        menu.register(menu.MenuEntry("home", "Home", "who"))


def test_urgent_things_stand_first_and_each_reader_gets_their_own():
    needs.register(lambda _actor, _policy, _now: [needs.Need("later", "/console/")])
    needs.register(lambda actor, _policy, _now: [needs.Need(f"now: {sorted(actor.duties)}", "/console/", urgent=True)])
    found = needs.needs(Actor(ActorKind.STAFF, "1", frozenset({"privacy"})), POLICY, NOW)
    assert [need.sentence for need in found] == ["now: ['privacy']", "later"]


def test_the_nearest_day_stands_first_and_what_is_due_soon_among_what_is_urgent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(needs.register, "known", [])
    days = {"in two days": 2, "tomorrow": 1, "in a month": 30}
    needs.register(
        lambda _actor, _policy, _now: [
            needs.Need("some day", "/console/"),
            needs.Need("urgent", "/console/", urgent=True),
            *(needs.Need(said, "/console/", due=(NOW + timedelta(days=ahead)).date()) for said, ahead in days.items()),
        ]
    )
    found = needs.needs(Actor(ActorKind.STAFF, "1", frozenset({"privacy"})), POLICY, NOW)
    assert [need.sentence for need in found] == ["tomorrow", "in two days", "urgent", "in a month", "some day"]
