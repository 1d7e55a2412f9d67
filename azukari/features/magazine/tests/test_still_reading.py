"""Engagement that readers state themselves: kept as a day, where the list asks, and gone with the reader (P08, P17)."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.features.magazine import issues
from azukari.features.magazine.events import READING_SAID, TAKEN_BACK
from azukari.features.magazine.holder import MagazineHolder
from azukari.features.magazine.life import SAID, SILENT, Asks, IssueState, is_cut_too_small, stated
from azukari.features.magazine.markdown import for_page
from azukari.features.magazine.models import Issue, ListSettings, ReaderWish
from azukari.features.magazine.readers import readers
from azukari.features.magazine.rendering import impersonal
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.still_reading import forget_days, say
from azukari.features.magazine.tests.issues import SECOND, SUBJECTS, WRITER, approved, draft, readers_of, sent
from azukari.features.magazine.wishes import leave, wish
from azukari.lib.months import add_months
from azukari.lib.sweep import all_due
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.links.stored import database
from tests.mailings.sink import Sink
from tests.rights.desk import come_in

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = "Asia/Tokyo"
_LINK = re.compile(r"http://localhost(/[^\s<>\"#]+)(#[a-z_]+)?")


@pytest.fixture
def asks(of, moment) -> ListSettings:
    """The list asks, and has for two years; its readers joined before."""
    issues.set_list(ListSettings(form=of.slug, asks_months=6), actor=WRITER, now=moment)
    ListSettings.objects.update(asks_since=moment.date() - timedelta(days=730))
    return ListSettings.objects.get()


def _long_ago(people: list[UUID], moment: datetime) -> None:
    Grant.objects.filter(person__in=people).update(begins_at=moment - timedelta(days=500))


def _say(person: UUID, of, moment: datetime, *, reads: bool = True) -> None:
    say(person, of, reads=reads, actor=Actor(ActorKind.PERSON, str(person)), now=moment)


def _part(of, moment: datetime, audience: str) -> set[UUID]:
    return {*readers(of, current().policy, now=moment, audience=audience)}


def _wishes_link(server: Sink) -> str:
    [mail] = server.read()
    part = mail.get_body(("plain",))
    assert part
    return next(at for at, _mark in _LINK.findall(part.get_content()) if "/wishes/" in at)


@pytest.fixture
def editor(of):
    return desks.browser(desks.staff("magazine"))


def _at(page: str, issue, **more) -> str:
    return reverse(f"console-magazine-{page}", kwargs={"slug": "magazine", "issue_id": issue.id, **more})


# --- A reader says so ------------------------------------------------------------------------------------------------


def test_a_list_that_does_not_ask_shows_no_button_and_keeps_nothing(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment)
    at = _wishes_link(server)
    assert "読んでいます" not in Client().get(at).content.decode()
    Client().post(at, {"step": "reads"})
    assert not ReaderWish.objects.filter(read_on__isnull=False).exists()
    assert not Pending.objects.filter(kind=READING_SAID.name).exists()


def test_a_press_keeps_the_day_and_a_look_keeps_nothing(server: Sink, of, moment, asks):
    [person] = readers_of(1)
    body = "読んでいますか。[読んでいます]({{ still_reading }})"
    sent(of, moment, subjects={"ja": SUBJECTS["ja"]}, bodies={"ja": body})
    [mail] = server.read()
    html = mail.get_body(("html",))
    assert html
    [at] = [at for at, mark in _LINK.findall(html.get_content()) if mark == "#still_reading"]
    before = database()
    page = Client().get(at).content.decode()
    assert 'id="still_reading"' in page
    assert "6か月のあいだお知らせのない方" in page, "what the day is for stands beside the button"
    assert database() == before
    assert "ありがとうございます" in Client().post(at, {"step": "reads"}).content.decode()
    kept = ReaderWish.objects.get()
    assert (kept.person_id, type(kept.read_on)) == (person, date)
    Client().post(at, {"step": "reads"})
    assert Pending.objects.filter(kind=READING_SAID.name).count() == 1, "twice on a day is once"
    wish(person, of, lang="en", until=None, actor=Actor(ActorKind.PERSON, str(person)), now=moment)
    assert ReaderWish.objects.get().read_on == kept.read_on, "another wish leaves it as it is"
    Client().post(at, {"step": "unsaid"})
    assert ReaderWish.objects.get().read_on is None


def test_the_own_page_shows_the_day_and_takes_it_back(server: Sink, of, moment, asks):
    [person] = readers_of(1)
    own = come_in("reader0@example.org", moment)
    assert "Do you still read it?" in own.get()
    assert own.post("/magazine/magazine", step="reads").headers["Location"].endswith("?done=reads")
    [kept] = ReaderWish.objects.filter(read_on__isnull=False)
    assert "You said on" in own.get()
    exported = MagazineHolder().export(person)["magazine"]
    assert [each["said_that_they_read_it_on"] for each in exported] == [kept.read_on.isoformat()]
    own.post("/magazine/magazine", step="unsaid")
    assert "You said on" not in own.get()


def test_the_day_goes_with_the_subscription_and_with_the_person(of, moment, asks):
    one, other = readers_of(2)
    for person in (one, other):
        _say(person, of, moment)
    leave(one, of.purpose, now=moment)
    assert [*ReaderWish.objects.values_list("person_id", flat=True)] == [other]
    Person.objects.filter(id=other).delete()
    assert not ReaderWish.objects.exists()


def test_a_list_that_asks_no_more_forgets_every_day(of, moment, asks, editor):
    [person] = readers_of(1)
    _say(person, of, moment)
    said = {"has_archive": "yes", "takes_two": "no", "asks": "no"}
    assert editor.post(reverse("console-magazine-settings", args=["magazine"]), said).status_code == 302
    assert ReaderWish.objects.get().read_on is None
    assert ListSettings.objects.get().asks_since is None


def test_a_day_that_says_nothing_more_goes(of, moment, asks):
    old, new = readers_of(2)
    _say(old, of, moment - timedelta(days=200))
    _say(new, of, moment - timedelta(days=100))
    [going] = [each for each in all_due(moment) if each.what == "reading-day" and each.count]
    assert (going.count, going.purpose) == (1, of.purpose)
    assert forget_days(moment) == 1
    assert [*ReaderWish.objects.filter(read_on__isnull=False).values_list("person_id", flat=True)] == [new]
    ListSettings.objects.update(asks_months=None)
    assert forget_days(moment) == 1, "also where somebody pressed while the list was set to ask no more"


# --- Parts of the readers --------------------------------------------------------------------------------------------

TODAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("read_on", "joined", "since", "part"),
    [
        (date(2026, 3, 1), date(2020, 1, 1), date(2020, 1, 1), SAID),
        (date(2026, 2, 28), date(2020, 1, 1), date(2020, 1, 1), SILENT),
        (None, date(2026, 2, 28), date(2026, 2, 28), SILENT),
        (None, date(2026, 3, 1), date(2020, 1, 1), ""),
        (None, date(2020, 1, 1), date(2026, 3, 1), ""),
        (date(2026, 8, 31), date(2026, 8, 31), date(2026, 8, 31), SAID),
    ],
)
def test_nobody_is_silent_who_joined_lately_or_was_not_asked_for_so_long(read_on, joined, since, part):
    assert stated(Asks(6, since), read_on=read_on, joined=joined, today=TODAY) == part


def test_months_are_those_of_the_calendar():
    assert add_months(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -12) == date(2025, 1, 15)
    assert add_months(date(2026, 1, 31), -3) == date(2025, 10, 31)


def test_a_part_small_in_one_language_is_small():
    everybody = {"ja": 40, "en": 10}
    assert not is_cut_too_small({"ja": 20, "en": 5}, everybody, 5, crossed=True)
    assert is_cut_too_small({"ja": 20, "en": 4}, everybody, 5, crossed=True)
    assert is_cut_too_small({"ja": 20, "en": 6}, everybody, 5, crossed=True), "four are left out in English"
    assert not is_cut_too_small({"ja": 20}, everybody, 5, crossed=True)
    assert is_cut_too_small({"ja": 37, "en": 10}, everybody, 5, crossed=True)
    assert is_cut_too_small({}, everybody, 5, crossed=True)
    assert not is_cut_too_small({"ja": 20, "en": 4}, everybody, 5)


def test_an_issue_goes_to_those_who_said_so_or_to_those_who_did_not(server: Sink, of, moment, asks):
    people = readers_of(12)
    _long_ago(people, moment)
    for person in people[:5]:
        _say(person, of, moment)
    Grant.objects.filter(person=people[11]).update(begins_at=moment - timedelta(days=10))
    assert _part(of, moment, SAID) == {*people[:5]}
    assert _part(of, moment, SILENT) == {*people[5:11]}
    issue = approved(of, moment)
    Issue.objects.filter(id=issue.id).update(audience=SAID)
    issues.schedule(issue.id, at=moment, actor=WRITER, now=moment)
    assert send_due(moment) == 1
    assert Issue.objects.get().mailing
    ListSettings.objects.update(asks_months=None)
    assert not _part(of, moment, SAID), "no part without a question"


def test_a_small_part_is_refused_without_its_number_and_once_more_when_it_goes(of, moment, asks, editor):
    people = readers_of(11)
    _long_ago(people, moment)
    for person in people[:4]:
        _say(person, of, moment)
    issue = draft(of, moment)
    options = editor.get(_at("edit", issue)).content.decode()
    assert "Readers who said within the last 6 months that they read it" in options
    Issue.objects.update(audience=SAID)
    page = editor.get(_at("issue", issue)).content.decode()
    assert "has fewer than 5 people" in page
    assert "Too few to be told" in page
    assert "messages of" not in page
    _say(people[4], of, moment)
    assert "The messages of all 5 readers can be made." in editor.get(_at("issue", issue)).content.decode()
    issues.approve(issue.id, of, current().policy, version=issue.version, actor=SECOND, now=moment)
    issues.schedule(issue.id, at=moment, actor=WRITER, now=moment)
    _say(people[4], of, moment, reads=False)
    send_due(moment)
    issue.refresh_from_db()
    assert (issue.state, issue.mailing) == (IssueState.DRAFT, None)
    assert Pending.objects.filter(kind=TAKEN_BACK.name).count() == 1


def test_who_is_in_such_a_part_is_told_to_nobody(server: Sink, of, moment, asks, editor):
    people = readers_of(10)
    _long_ago(people, moment)
    for person in people[:5]:
        _say(person, of, moment)
    issue = approved(of, moment)
    Issue.objects.update(audience=SAID)
    issues.schedule(issue.id, at=moment, actor=WRITER, now=moment)
    send_due(moment)
    page = editor.get(_at("who", issue)).content.decode()
    assert "You cannot see who they are." in page
    assert not any(str(person) in page for person in people)
    Issue.objects.update(audience="")
    assert any(str(person) in editor.get(_at("who", issue)).content.decode() for person in people)


# --- In the words of an issue ----------------------------------------------------------------------------------------

ASKING = {"en": "Do you read it? [I still read this]({{ still_reading }})"}


def test_the_slot_needs_a_list_that_asks(of, moment, editor):
    readers_of(1)
    issue = draft(of, moment, subjects={"en": "News"}, bodies=ASKING)
    assert "has nothing to lead to" in editor.get(_at("issue", issue)).content.decode()
    assert "becomes a link to the button" not in editor.get(_at("edit", issue)).content.decode()
    issues.set_list(ListSettings(form=of.slug, asks_months=6), actor=WRITER, now=moment)
    page = editor.get(_at("edit", issue)).content.decode()
    assert "becomes a link to the button" in page
    assert "has nothing to lead to" not in page
    assert "not a whole address" not in page
    assert 'href="#"' in editor.get(_at("preview", issue, lang="en")).content.decode()


def test_the_archive_has_the_words_and_no_link():
    page = for_page(impersonal(ASKING["en"], "en"))
    assert "I still read this" in page
    assert "<a" not in page
