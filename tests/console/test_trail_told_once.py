"""What happened is told once, as it was: on the person's own page and at the desk (P01, P14)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.accounts.models import User
from azukari.core.mail import letter
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.correct import correct
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.own_data import own_data
from azukari.shells.self_service.subject_timeline import entries_of, story
from azukari.shells.staff.timeline import TimelineQuery, timeline
from tests.console import desks

FIND = "/console/people/find/"


def correct_at_desk(client: Client, member: desks.Registered) -> None:
    """Open the page of one value, then save it with other words."""
    at = f"/console/people/{member.person}/correct/{_value(member, 'name').id}/"
    assert client.post(at, {"purpose": "membership"}).status_code == 200
    data = {"purpose": "membership", "save": "1", "channel": "phone", "name": "Marker Corrected"}
    assert client.post(at, data).status_code == 302


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def member(published: Current) -> desks.Registered:
    return desks.register("membership")


def _staff(user: User) -> Actor:
    return Actor(ActorKind.STAFF, str(user.reference), frozenset({"membership"}))


def _told(member: desks.Registered, lang: str = "en") -> list[tuple[str, str]]:
    """The person's own trail, newest first."""
    with translation.override(lang):
        items = story(entries_of(member.person), policy=current().policy, lang=lang)
        return [(item.title, item.detail) for item in items]


def _at_desk(member: desks.Registered, kind: str = "view") -> list[tuple[str, str]]:
    policy = current().policy
    mine = frozenset(policy.duties["membership"].purposes)
    with translation.override("en"):
        page = timeline(
            member.person, TimelineQuery(kind), policy=policy, purposes=mine, submissions=[member.submission]
        )
        return [(item.title, item.detail) for item in page.items]


def _value(member: desks.Registered, field: str) -> SealedValue:
    return SealedValue.objects.get(submission_id=member.submission, field=field)


def _looks(member: desks.Registered) -> int:
    return sum(entry.kind is VALUE_RELEASED for entry in entries_of(member.person))


def test_a_mail_is_called_what_it_is(clerk: User, member: desks.Registered):
    now = desks.moment() + timedelta(hours=1)
    send_due(now)
    correct_at_desk(desks.browser(clerk), member)
    send_due(now)
    mails = [detail for title, detail in _told(member) if title == "Your address was opened to send you an email"]
    assert sorted(mails) == ["Notice of a correction", "Receipt of the registration"]
    assert "link to your own page" not in str(_told(member))


def test_every_kind_of_mail_has_a_name_in_both_languages():
    for kind in letter.registered():
        with translation.override("en"):
            english = str(kind.title)
        with translation.override("ja"):
            japanese = str(kind.title)
        assert english, kind.name
        assert japanese != english or kind.name.startswith("test:"), kind.name


def test_nobody_opened_what_had_been_erased(clerk: User, member: desks.Registered):
    own = Actor(ActorKind.PERSON, str(member.person))
    correct(_value(member, "phone").id, "", person=member.person, actor=own, now=desks.moment())
    for wanted in ({Category.NAME, Category.PHONE}, {Category.PHONE}):
        release(
            [member.person],
            purpose="membership",
            categories=frozenset(wanted),
            actor=_staff(clerk),
            reason=Reason.ANSWER,
            now=desks.moment(),
        )
    nothing, opened, *_ = [title for title, _detail in _told(member)]
    assert opened.endswith("opened your name")
    assert nothing.endswith("wanted to open your data, but it no longer existed")
    last, before, *_ = _at_desk(member)
    assert before == ("Opened by Staff of membership for “Membership”", "name · To answer the person")
    assert last[0] == ("Staff of membership wanted to open something for “Membership”; nothing was there any more")


def test_a_correction_is_one_step_and_no_look_besides(clerk: User, member: desks.Registered):
    before = _looks(member)
    correct_at_desk(desks.browser(clerk), member)
    assert _looks(member) == before + 1  # the page with the old words; saving opens nothing
    (done, _how), *older = _told(member)
    assert done.endswith("opened and corrected your name")
    assert not [title for title, _detail in older if "opened your" in title or "corrected" in title]
    titles = [title for title, _detail in _at_desk(member, "")]
    assert titles.count("Opened and corrected by Staff of membership") == 1
    assert not [title for title in titles if title.startswith("Opened by Staff")]


def test_whoever_guesses_what_a_value_says_has_seen_it(clerk: User, member: desks.Registered):
    client = desks.browser(clerk)
    at = f"/console/people/{member.person}/correct/{_value(member, 'name').id}/"
    data = {"purpose": "membership", "save": "1", "channel": "phone"}
    before = _looks(member)
    client.post(at, {**data, "name": ""})
    assert _looks(member) == before
    answer = client.post(at, {**data, "name": "Marker Aoba"})
    assert "Name: This is what is written there already." in answer.content.decode()
    assert _looks(member) == before + 1


def test_a_search_is_told_as_a_search(clerk: User, member: desks.Registered):
    asked = {"purpose": "membership", "category": "name", "text": "Marker", "reason": "answer"}
    assert "Marker Aoba" in desks.browser(clerk).post(FIND, asked).content.decode()
    title, detail = _told(member)[0]
    assert title.endswith("searched, found you, and was shown your name")
    assert detail == "For “Membership”, to answer you"
    assert _at_desk(member)[0][0] == "Found and shown in a search by Staff of membership for “Membership”"


def test_a_visit_to_one_s_own_page_is_one_look(member: desks.Registered):
    own = Actor(ActorKind.PERSON, str(member.person))
    for text in ("Marker One", "Marker Two"):
        own_data(member.person, actor=own, lang="en", now=desks.moment())
        correct(_value(member, "name").id, text, person=member.person, actor=own, now=desks.moment())
        own_data(member.person, actor=own, lang="en", now=desks.moment())
    titles = [title for title, _detail in _told(member)]
    assert titles.count("You looked at your own page") == 1
    assert titles[1] == "You corrected your name"
