"""Every output of a populated instance: no word of a person stands where it was not opened for whoever reads it.

This is the net under all other tests. It takes the addresses from the program, so a new page is in it by itself.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from django.core import mail

from azukari.core.cases.models import Case
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Trail
from azukari.core.transfers.mail_gate import complaint
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Category
from tests.console import desks
from tests.leaks import addresses, readers
from tests.leaks.marks import STEM
from tests.leaks.readers import Visitor
from tests.leaks.walk import Walk

ONE_OF_EACH = ("member", "helper")
DESKS = ("membership", "magazine", "privacy", "operator")
"""Duties that between them may do most of what there is to do, each with people that are none of its business."""
REASON = {"reason": "service"}


def _ask(
    walk: Walk, visitor: Visitor, path: str, data: Mapping[str, object] | None = None, *, post: bool = False
) -> str:
    """Ask for one address, and let the judge look at the answer."""
    walk.judge.before()
    ask: Any = visitor.client.post if post else visitor.client.get
    answer = ask(path, data or {})
    typed = " ".join(str(value) for value in (data or {}).values())
    walk.judge.look(visitor.reader, f"{'POST' if post else 'GET'} {path}", answer, typed)
    return "" if answer.streaming else answer.content.decode("utf-8", "replace")


def _visit(walk: Walk, visitor: Visitor, prefixes: Iterable[str], citizens: Iterable[str] = ONE_OF_EACH) -> int:
    """Look at every address that begins so, with something of each of these citizens in its places."""
    begins, filling = tuple(prefixes), addresses.filling(walk.town, citizens=[*citizens])
    asked = 0
    for address in addresses.every():
        if not address.route.startswith(begins) or "logout" in address.route:
            continue
        for path in address.filled(filling):
            _ask(walk, visitor, path)
            asked += 1
    return asked


def test_pages_and_answers_of_the_public_hold_nobodys_words(walk: Walk) -> None:
    assert _visit(walk, readers.stranger(), ("/<lang>/", "/api/", "/ledger/", "/console/", "/.well", "/healthz")) > 150
    assert walk.wrong() == []


def test_pages_of_staff_hold_nobodys_words_until_they_are_opened(walk: Walk) -> None:
    for visitor in readers.staff(walk.town, *DESKS):
        assert _visit(walk, visitor, ("/console/",)) > 80
    assert walk.wrong() == []


def test_what_staff_open_is_what_their_purpose_opens(walk: Walk) -> None:
    town, shown = walk.town, 0
    for visitor in readers.staff(town, "membership", "volunteers", "magazine", "privacy"):
        for purpose in town.policy.purposes:
            asked = {"purpose": purpose, **REASON}
            for citizen in town.citizens.values():
                served = frozenset(town.policy.forms[citizen.form].purposes) | citizen.may
                if purpose in served:
                    page = _ask(walk, visitor, f"/console/people/{citizen.person}/open/", asked, post=True)
                    at = f"/console/forms/{citizen.form}/{citizen.submission}/open/"
                    shown += bool(walk.town.marks.within(page + _ask(walk, visitor, at, asked, post=True)))
            kinds = sorted(town.policy.purposes[purpose].categories - {Category.ANSWER, Category.MESSAGE})
            _ask(walk, visitor, "/console/people/open/", {**asked, "categories": kinds}, post=True)
            for category, text in (("name", STEM), ("email", town.citizens["member"].email), ("phone", "0106")):
                looked_for = {**asked, "category": category, "text": text}
                _ask(walk, visitor, "/console/people/find/", looked_for, post=True)
    assert shown > 4
    assert walk.wrong() == []


def test_a_purpose_in_hand_shows_what_its_duty_shows_and_nothing_once_it_is_locked(walk: Walk) -> None:
    town, shown = walk.town, 0
    works = [("membership", "membership"), ("volunteers", "volunteers"), ("magazine", "magazine")]
    for duty, purpose in works:
        visitor = readers.of_duty(town, duty)
        _ask(walk, visitor, "/console/purpose/", {"work": f"{duty}:{purpose}", **REASON}, post=True)
        for locked in (False, True):
            if locked:
                _ask(walk, visitor, "/console/purpose/lock/", post=True)
            seen = _at_work(walk, visitor, purpose)
            assert not (locked and town.marks.within(seen)), f"{duty}: shown after the lock"
            shown += bool(town.marks.within(seen))
    assert shown == len(works)
    assert walk.wrong() == []


def _at_work(walk: Walk, visitor: Visitor, purpose: str) -> str:
    """The list, searches, and each record with its submission, as somebody would use them who has this purpose."""
    pages = [_ask(walk, visitor, f"/console/people/?purpose={slug}") for slug in walk.town.policy.purposes]
    pages += [_ask(walk, visitor, f"/console/forms/{form}/") for form in walk.town.policy.forms]
    pages.append(_ask(walk, visitor, "/console/members/membership/"))
    for text in (STEM, walk.town.citizens["member"].email[:9], "0106"):
        hits = _ask(walk, visitor, "/console/search/", {"text": text}, post=True)
        pages.append(hits.replace(text, ""))
    for citizen in walk.town.citizens.values():
        record = f"/console/people/{citizen.person}/"
        submission = f"/console/forms/{citizen.form}/{citizen.submission}/"
        if purpose in citizen.may or purpose in walk.town.policy.forms[citizen.form].purposes:
            for at in (record, submission):
                pages += [_ask(walk, visitor, f"{at}work/", post=True), _ask(walk, visitor, at)]
    return "".join(pages)


def test_programs_get_what_their_token_opens(walk: Walk) -> None:
    town, shown = walk.town, 0
    for visitor in filter(None, (readers.program_of(town, duty) for duty in ("membership", "magazine"))):
        for form in town.policy.forms:
            _ask(walk, visitor, "/api/v1/submissions", {"form": form})
        for slug, purpose in town.policy.purposes.items():
            _ask(walk, visitor, "/api/v1/people", {"purpose": slug})
            kinds = sorted(purpose.categories)
            for citizen, some in product(town.citizens.values(), (kinds, kinds[:1])):
                asked = {"purpose": slug, "categories": some, **REASON}
                shown += bool(town.marks.within(_ask(walk, visitor, f"/api/v1/people/{citizen.person}", asked)))
    assert shown > 2
    assert walk.wrong() == []


def test_at_home_everybody_sees_their_own_words_alone(walk: Walk) -> None:
    town, names = walk.town, ("member", "helper")
    for name, other in zip(names, reversed(names), strict=True):
        visitor = readers.at_home(town, name)
        _visit(walk, visitor, ("/<lang>/me",), names)
        for value in SealedValue.objects.filter(person_id__in=[town.citizens[n].person for n in names]):
            _ask(walk, visitor, f"/en/me/value/{value.id}")
        theirs = town.citizens[other]
        of_the_other = [
            f"value/{id}" for id in SealedValue.objects.filter(person_id=theirs.person).values_list("id", flat=True)
        ]
        of_the_other += [f"notice/{theirs.submission}"]
        of_the_other += [
            f"proof/{id}" for id in Trail.objects.filter(person_id=theirs.person).values_list("entry_id", flat=True)
        ]
        found = {path for path in of_the_other if visitor.client.get(f"/en/me/{path}").status_code != 404}
        assert not found, "Of somebody else's, not even that it exists is told."
        for path in ("/archive.json", "/archive.pdf", "/request", "/quiet"):
            _ask(walk, visitor, f"/en/me{path}", {"token": visitor.token, "said": "…"}, post=True)
        stolen = {"token": readers.at_home(town, other).token}
        assert visitor.client.post("/en/me/archive.json", stolen).status_code == 403
    assert walk.wrong() == []


def test_the_desk_for_requests_opens_a_callers_note_and_says_so(walk: Walk) -> None:
    (case,) = Case.objects.all()
    for visitor in readers.staff(walk.town):
        page = _ask(walk, visitor, f"/console/rights/{case.id}/open/", post=True)
        assert bool(walk.town.marks.within(page)) == (visitor.reader.name == "privacy")
        _ask(walk, visitor, "/console/rights/", post=True)
    assert walk.wrong() == []


def test_mails_go_to_whom_they_are_about_and_say_nothing_that_was_written(walk: Walk) -> None:
    walk.judge.before()
    assert complaint(desks.moment()) == ""
    assert send_due(desks.moment()) == len(mail.outbox) > 4
    for message in mail.outbox:
        (to,) = message.to
        parts = [
            str(message.subject),
            str(message.body),
            *(str(part[0]) for part in getattr(message, "alternatives", ())),
        ]
        walk.outputs += [(f"an email about {message.subject}", part) for part in parts]
        walk.outputs += [("an attachment", str(part)) for part in message.attachments]
        assert to in {citizen.email for citizen in walk.town.citizens.values()}
    assert walk.wrong() == []
