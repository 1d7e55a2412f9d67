"""The timeline of a person: what happened and which mails went, within the reader's duties, a page at a time."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.models import User
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import (
    MERGE_ASKED,
    PEOPLE_MERGED,
    TRANSFER_MADE,
    VALUE_CORRECTED,
    VALUE_RELEASED,
)
from azukari.core.vault.trail import record_about
from azukari.shells.staff.timeline import PAGE, SORTS
from tests.console import desks

STAFF = f"staff:{UUID(int=7)}"
TITLES = re.compile(r'<p class="trail-title">(.*?)</p>')


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def _looks(person: UUID, count: int, *, purpose: str = "membership", since: int = 0) -> None:
    """``count`` looks, a minute apart."""
    payload: dict[str, Value] = {"actor": STAFF, "purpose": purpose, "categories": ["name"], "reason": "answer"}
    for number in range(count):
        with transaction.atomic():
            at = desks.moment() + timedelta(minutes=since + number)
            record_about([Event(VALUE_RELEASED, payload, person)], now=at)


def _page(user: User, person: UUID, query: str = "", lang: str = "en") -> str:
    answer = desks.browser(user, lang).get(f"/console/people/{person}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def _older(html: str) -> str:
    found = re.search(r'rel="next" href="[^"?]*(\?[^"#]*)', html)
    return found[1].replace("&amp;", "&") if found else ""


def test_it_shows_registrations_grants_looks_and_mails_and_no_value(clerk: User):
    registered = desks.register("membership")
    _looks(registered.person, 1)
    html = _page(clerk, registered.person)
    for words in ("Filled in “", "May be used for: Membership", "Opened by a former member of staff", "receipt of the"):
        assert words in html
    assert "To answer the person" in html
    assert "Waits to be sent" in html
    assert desks.MARK not in html
    assert "aoba-marker" not in html


def test_what_other_duties_did_stays_out_of_it(clerk: User):
    registered = desks.register("membership")
    desks.register("volunteers", {"email": "aoba-marker@example.org"})
    _looks(registered.person, 3, purpose="volunteers")
    with transaction.atomic():
        enqueue("forms:receipt", person=registered.person, reference=None, lang="ja", now=desks.moment())
    html = _page(clerk, registered.person)
    assert "olunteer" not in html
    assert html.count("receipt of the registration") == 1


def test_every_step_stands_on_exactly_one_page(clerk: User):
    registered = desks.register("membership")
    _looks(registered.person, PAGE + 20)
    integrate_all(desks.moment() + timedelta(days=1))
    _looks(registered.person, PAGE + 5, since=500)
    query, pages, titles = "?kind=view", 0, 0
    while query:
        html = _page(clerk, registered.person, query)
        titles, pages, query = titles + len(TITLES.findall(html)), pages + 1, _older(html)
    assert (titles, pages) == (2 * PAGE + 25, 3)


def test_a_page_between_others_work_may_be_empty_and_still_leads_on(clerk: User):
    registered = desks.register("membership")
    _looks(registered.person, PAGE + 10, purpose="volunteers")
    query, seen = "", ""
    for _ in range(3):
        html = _page(clerk, registered.person, query)
        seen, query = seen + html, _older(html)
        if not query:
            break
    assert "Filled in “" in seen


def test_a_mail_behind_others_work_stands_on_one_page_only(clerk: User):
    registered = desks.register("membership")
    payload: dict[str, Value] = {"actor": "person", "categories": ["phone"], "submission": str(UUID(int=9))}
    with transaction.atomic():
        events = [Event(VALUE_CORRECTED, payload, registered.person)] * (PAGE + 5)
        record_about(events, now=desks.moment() + timedelta(minutes=1))
    first = _page(clerk, registered.person)
    second = _page(clerk, registered.person, _older(first))
    assert (first + second).count("receipt of the registration") == 1


def test_the_purpose_of_another_duty_decides_even_if_the_submission_is_ones_own(clerk: User):
    registered = desks.register("membership")
    own: dict[str, Value] = {"submission": str(registered.submission), "categories": ["name"]}
    with transaction.atomic():
        payload: dict[str, Value] = {"actor": "system", "purpose": "volunteers", **own}
        record_about([Event(VALUE_RELEASED, payload, registered.person)], now=desks.moment())
    assert "olunteer" not in _page(clerk, registered.person)


@pytest.mark.parametrize("sort", SORTS)
def test_it_can_be_narrowed_to_one_kind_of_step(sort: str, clerk: User):
    registered = desks.register("membership")
    _looks(registered.person, 1)
    shown = {"form": ["Filled in", "Confirmed"], "grant": ["May be used"], "view": ["Opened"], "mail": ["Mail"]}
    titles = TITLES.findall(_page(clerk, registered.person, f"?kind={sort}"))
    assert all(any(title.startswith(words) for words in shown[sort]) for title in titles)
    assert bool(titles) == (sort in shown)


@pytest.mark.parametrize("query", ["?kind=nothing", "?before=yesterday", "?before=' OR 1=1"])
def test_what_makes_no_sense_shows_the_newest(query: str, clerk: User):
    registered = desks.register("membership")
    assert TITLES.search(_page(clerk, registered.person, query))


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        (TRANSFER_MADE, {"recipient": "printer", "purpose": "membership"}, "Passed on to"),
        (MERGE_ASKED, {"purpose": "membership"}, "Asked by the program whether two records"),
        (PEOPLE_MERGED, {"purpose": "membership"}, "Two records of one person became one"),
    ],
)
def test_disclosures_and_merges_stand_on_it(kind: Kind, payload: dict[str, Value], words: str, clerk: User):
    registered = desks.register("membership")
    with transaction.atomic():
        record_about([Event(kind, {"actor": "system", **payload}, registered.person)], now=desks.moment())
    assert words in _page(clerk, registered.person)


def test_a_long_history_takes_as_many_queries_as_a_short_one(clerk: User):
    registered, client = desks.register("membership"), desks.browser(clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/console/people/{registered.person}/")
        return len(captured)

    _looks(registered.person, 1)
    queries()
    few = queries()
    payload: dict[str, Value] = {"actor": STAFF, "purpose": "membership", "categories": ["name"], "reason": "answer"}
    with transaction.atomic():
        record_about([Event(VALUE_RELEASED, payload, registered.person)] * 10_000, now=desks.moment())
    assert queries() == few
