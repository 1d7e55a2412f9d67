"""Where the walk goes: every address that answers to GET, each with an example of what it is about."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from playwright.sync_api import Page

from azukari.core.accounts.models import User
from azukari.core.cases.models import Case
from azukari.core.forms.models import ImportOrder, Submission
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.models import Charter
from azukari.core.transfers.models import Contract, Instruction, LegalCase, Transfer
from azukari.core.vault.models import DuplicatePair, Merge, SealedValue
from azukari.features.magazine.models import Issue
from azukari.features.reconsent.models import Round
from azukari.policy.casework import CaseState
from azukari.shells.staff.doors import door_of
from tests.console import desks
from tests.gallery import others, rarer, stage
from tests.gallery.examples import Address, Arguments, addresses, forms, linked, mailed, of_rows
from tests.gallery.unseen import reasoned, why

LAST = "zz"
"""So begin the names of stops that change what others show: they are looked at when all else was, letters too."""

type Act = Callable[[Page], None]

_FORMS = ("membership", "volunteers", "feedback", "magazine", "plastic-free-river", "riverside-survey")
_STAFF = (stage.PRIVACY, stage.OFFICE, stage.HELPERS, stage.LETTERS, stage.SYSTEMS, stage.AUDIT, rarer.NEWCOMER)
_HANDS = (
    (stage.OFFICE, "membership:membership"),
    (stage.HELPERS, "volunteers:volunteers"),
    (stage.HELPERS, "feedback:feedback"),
    (stage.HELPERS, "questionnaires:questionnaire"),
    (stage.LETTERS, "campaigns:campaign"),
)
_TRIES = 12
_MORE = 30
_EMPTY = b'class="empty"'
"""What says that there is nothing on a page: somebody else may have something there."""
_POSTED = "does something; only what is posted reaches it"
_DEMO = ("demo-", "style")
"""So begin the names of what exists in a demonstration alone."""
_TELLS = re.compile(r"does something|no page, ")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to look at.

    Args:
        name: of its pictures.
        path: in each language.
        staff: who is signed in to the console; blank for nobody.
        own: whose own page is open; blank for nobody's.
        act: what is done on the page before it is looked at.
        hand: the work that whoever is signed in has in hand.
    """

    name: str
    path: Mapping[str, str]
    staff: str = ""
    own: Mapping[str, str] | None = None
    act: Act | None = None
    hand: str = ""


def _examples() -> Mapping[str, Sequence[Arguments]]:
    """Arguments by address, where it must be with others for a language; those not named here take none."""
    of: dict[str, list[Arguments]] = {}
    member = stage.person(stage.HANAKO)
    value = SealedValue.objects.filter(person_id=member, field="name").first()
    read = Submission.objects.filter(form="membership", person_id=member).first()
    voice = Submission.objects.filter(form="feedback").order_by("-id").first()
    assert value
    assert read
    assert voice
    for name in (
        "console-submissions",
        "console-submissions-numbers",
        "console-submissions-apart",
        "console-entry-form",
        "console-reply-templates",
        "console-reply-template-new",
        "form",
    ):
        of[name] = [{"slug": form} for form in _FORMS]
    for name in ("console-policy-preview", "console-embedding-form", "embedded-form"):
        of[name] = [{"slug": form} for form in _FORMS[:2]]
    of["campaign"] = of["console-campaign"] = of["console-campaign-picture"] = [{"slug": "plastic-free-river"}]
    of["console-results-texts"] = [{"slug": others.MASTER, "question": "wish"}]
    of["console-submission"] = [{"slug": one.form, "id": one.id} for one in (read, voice)]
    of["console-person"] = [{"person_id": member}]
    of["console-person-correct"] = [{"person_id": member, "value_id": value.id}]
    of["console-policy-page"] = [{"clause": clause} for clause in _clauses()]
    of["console-policy-round-end"] = [{"charter": number} for number in Round.objects.values_list("charter", flat=True)]
    of["console-duplicate"] = [{"pair_id": id} for id in DuplicatePair.objects.values_list("id", flat=True)[:2]]
    of["console-import-order"] = [{"id": id} for id in ImportOrder.objects.values_list("id", flat=True)]
    of["console-import-begin"] = of["console-import-change"] = of["console-import-order"]
    of.update(_magazine())
    of.update(_cases())
    of.update(_recipients())
    invited = User.objects.filter(email="new-0@seoto.example.org").values_list("reference", flat=True)
    known = User.objects.filter(email=stage.HELPERS).values_list("reference", flat=True)
    for name in ("member", "disable", "renew", "call-off"):
        of[f"console-staff-{name}"] = [{"reference": one} for one in (*invited, *known)]
    of["privacy-version"] = [{"number": number} for number in Charter.objects.values_list("number", flat=True)]
    of["form-sent"] = of["form-arrived"] = [{"slug": "membership"}, {"slug": "feedback"}]
    of["guardian-outcome"] = [
        {"slug": "plastic-free-river", "outcome": what} for what in ("asked", "agreed", "refused")
    ]
    of["me-withdraw"] = of["me-erase-purpose"] = [{"purpose": "magazine"}, {"purpose": "membership"}]
    amelia = stage.person(stage.AMELIA)
    hers = SealedValue.objects.filter(person_id=amelia, field="name").first()
    sent = Submission.objects.filter(form="membership", person_id=amelia).first()
    assert hers
    assert sent
    of["me-value"] = [{"value": value.id, "en": {"value": hers.id}}]
    of["me-end"] = of["me-notice"] = [{"submission": read.id, "en": {"submission": sent.id}}]
    of["me-part"] = [{"merge": id} for id in Merge.objects.values_list("id", flat=True)[:1]]
    of["console-invitation"] = [{"reference": one, "key": "no-key"} for one in invited]
    of["account_reset_password_from_key"] = [{"uidb36": "1", "key": "no-key"}]
    return of


def _clauses() -> list[str]:
    return ["organisation", "requests", "purposes.membership", "forms.membership", "forms.volunteers.fields.phone"]


def _magazine() -> Mapping[str, list[Arguments]]:
    of: dict[str, list[Arguments]] = {}
    for name in ("list", "settings", "growth", "templates"):
        of[f"console-magazine-{name}"] = [{"slug": "magazine"}]
    issues = [{"slug": "magazine", "issue_id": id} for id in Issue.objects.order_by("id").values_list("id", flat=True)]
    for name in ("issue", "edit", "who"):
        of[f"console-magazine-{name}"] = list(issues)
    of["console-magazine-preview"] = of["console-magazine-text"] = [{**one, "lang": "ja"} for one in issues]
    of["magazine-list"] = of["magazine-search"] = of["magazine-feed"] = [{"slug": "magazine"}]
    of["magazine-issue"] = [{"slug": "magazine", "number": number} for number in (1, 2)]
    return of


def _cases() -> Mapping[str, list[Arguments]]:
    chosen: list[UUID] = []
    for state in CaseState:
        chosen += Case.objects.filter(state=state).order_by("id").values_list("id", flat=True)[:3]
    return {"console-rights-case": [{"case_id": id} for id in chosen]}


def _recipients() -> Mapping[str, list[Arguments]]:
    of: dict[str, list[Arguments]] = {}
    contracts = [{"contract_id": id} for id in Contract.objects.values_list("id", flat=True)]
    for step in ("", "-sign", "-force", "-suspend", "-end", "-review"):
        of[f"console-contract{step}"] = list(contracts)
    transfers = [{"transfer_id": id} for id in Transfer.objects.values_list("id", flat=True)]
    for step in ("", "-approve", "-decline"):
        of[f"console-transfer{step}"] = list(transfers)
    demands = [{"case_id": id} for id in LegalCase.objects.values_list("id", flat=True)]
    for step in ("", "-document", "-scope", "-inform", "-approve", "-close", "-letter"):
        of[f"console-case{step}"] = list(demands)
    of["console-instruction"] = [{"instruction_id": id} for id in Instruction.objects.values_list("id", flat=True)[:1]]
    for name in ("recipient", "recipient-reach", "recipient-accept", "transfer-begin", "case-begin"):
        of[f"console-{name}"] = [{"slug": "kotori-mail"}]
    of["console-recipient"] = [{"slug": slug} for slug in ("kotori-mail", "tax-office")]
    of["console-case-begin"] = [{"slug": "tax-office"}]
    return of


@dataclass(frozen=True, slots=True)
class Walk:
    """Pages to look at, and the addresses of which there is none, with the reason.

    Args:
        forgotten: of those without a page the ones that should have one, and reasons that have become untrue.
        lines: every address by name, with what there is to see.
    """

    stops: list[Stop]
    left: list[str]
    forgotten: list[str]
    lines: list[str]


def walk(shown: Collection[str] = ()) -> Walk:
    """Every address, asked in this process to see who gets a page there: of what stands here, of what other pages and
    letters lead to, and of rows of its kind.

    Args:
        shown: paths that are looked at besides, as are those that letters lead to.
    """
    known = {address.name: address for address in addresses(get_resolver().url_patterns)}
    search, examples = _Search(known, {resolve(path).url_name for path in shown}), _examples()
    for address in known.values():
        for arguments in examples.get(address.name, [] if address.kinds else [{}]):
            search.place(address, arguments)
    search.follow()
    for name, arguments, _query in mailed(settings.AZUKARI.outbox):
        search.lead(name, arguments, None)
    search.follow()
    search.go_further()
    for address in search.missing():
        for arguments, owner in islice(of_rows(address), _TRIES):
            if search.knows(address) or search.place(address, arguments, owner):
                break
    search.follow()
    search.press()
    left = {address.name: search.reason(address) for address in search.missing()}
    forgotten = [f"{name}: {told}" for name, told in left.items() if not (_TELLS.match(told) or why(name))]
    untrue = [f"{name}: there is one now" for name in reasoned() - left.keys() - {*search.shown}]
    reasons = {name: why(name) or told for name, told in left.items()}
    lines = sorted(f"{name}: {reasons.get(name, 'a page')}" for name in known if not name.startswith(_DEMO))
    return Walk(search.stops, [f"{name}: {told}" for name, told in reasons.items()], [*forgotten, *untrue], lines)


class _Search:
    """Asks for pages as everybody who works here, and follows what they lead to."""

    def __init__(self, known: Mapping[str, Address], shown: Collection[str | None]) -> None:
        self.known, self.shown = known, shown
        self.stops: list[Stop] = []
        self.told: dict[str, list[str]] = {}
        self.found: Counter[str] = Counter()
        self.waiting: list[tuple[Address, Arguments, UUID | None, str]] = []
        self.spare: list[tuple[Address, Arguments, UUID | None, str]] = []
        self.seen: set[tuple[str, str]] = set()
        self.clients = {(email, ""): desks.fresh(stage.member(email)) for email in _STAFF}
        for email, work in _HANDS:
            self.clients[email, work] = selected_purpose(desks.fresh(stage.member(email)), work)
        self.own: dict[UUID, Client] = {}
        self.pressed: dict[str, Stop] = {}
        self.tries: Counter[str] = Counter()
        self.goes: Counter[tuple[str, tuple[str, str]]] = Counter()
        duties = current().policy.duties
        self.acts = {
            email: frozenset().union(*(duties[one.duty].acts for one in stage.member(email).duties.all()))
            for email in _STAFF
        }

    def place(self, address: Address, arguments: Arguments, owner: UUID | None = None, query: str = "") -> bool:
        """A stop there with whoever gets a page; false if nobody does."""
        try:
            path = {lang: _path(address.name, arguments, lang, speaks=address.speaks) + query for lang in ("ja", "en")}
        except NoReverseMatch:
            return False
        number = self.found[address.name] + 1
        stop = Stop(address.name if number == 1 else f"{address.name}-{number}", path)
        self.seen.add((address.name, path["en"]))
        placed = self._own(stop, owner) if path["en"].startswith("/en/me/") else self._staff(stop, address)
        if placed:
            self.found[address.name] += 1
            self.stops.append(placed)
        else:
            self.tries[address.name] += 1
        return placed is not None

    def _own(self, stop: Stop, owner: UUID | None) -> Stop | None:
        hers = stage.person(stage.HANAKO)
        own = dict.fromkeys(("ja", "en"), str(owner)) if owner else {"ja": stage.HANAKO, "en": stage.AMELIA}
        for lang, whose in own.items():
            person = owner or (hers if lang == "ja" else stage.person(whose))
            if person not in self.own:
                self.own[person] = Client()
                self.own[person].cookies["azukari_me"] = stage.own_cookie(str(person))
            if not self._shows(stop, self.own[person].get(stop.path[lang]), person):
                return None
        return replace(stop, own=own)

    def _staff(self, stop: Stop, address: Address) -> Stop | None:
        path, placed, empty = stop.path["en"], None, False
        if not path.startswith("/console/"):
            return stop if self._shows(stop, Client().get(path), None) else None
        door = door_of(address.view)
        asked = sorted(self.clients, key=lambda who: self.goes[address.slice, who], reverse=True)
        for email, work in [who for who in asked if not door or not door.acts or door.acts & self.acts[who[0]]]:
            if placed and not empty and address.kinds and not work:
                continue
            if placed and not empty and email != placed.staff and not address.kinds.keys() & {"person_id", "id"}:
                continue
            answer = self.clients[email, work].get(path)
            if not self._shows(stop, answer, None, staff=email, hand=work):
                continue
            if not placed or (empty and _EMPTY not in answer.content):
                placed, empty = replace(stop, staff=email, hand=work), _EMPTY in answer.content
                self.goes[address.slice, (email, work)] += 1
        return placed or (stop if not door and self._shows(stop, Client().get(path), None) else None)

    def _shows(self, stop: Stop, answer: Any, owner: UUID | None, *, staff: str = "", hand: str = "") -> bool:
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if answer.status_code != 200 or kind != "text/html":
            self.told.setdefault(resolve(urlsplit(stop.path["en"]).path).url_name or "", []).append(_said(answer, kind))
            return False
        html = answer.content.decode()
        for name, arguments, query in linked(html):
            self.lead(name, arguments, owner, query)
        for name, action in forms(html):
            if staff and (name not in self.pressed or (hand and not self.pressed[name].hand)):
                press = pressing(f"form[action='{action}'] button")
                self.pressed[name] = Stop(f"{name}-pressed", stop.path, staff, act=press, hand=hand)
        return True

    def lead(self, name: str, arguments: Arguments, owner: UUID | None, query: str = "") -> None:
        """Something leads there: look there later, if too little is known of it."""
        address = self.known.get(name)
        if not address or address.leads_to or name in self.shown or (query and self.found[name]):
            return
        given = {key: value for key, value in arguments.items() if key in address.kinds}
        path = _path(name, given, "en", speaks=address.speaks) + query
        if (name, path) not in self.seen:
            self.seen.add((name, path))
            self.waiting.append((address, given, owner, query))

    def follow(self) -> None:
        """Look where something led."""
        while self.waiting:
            address, arguments, owner, query = self.waiting.pop(0)
            alone = "person_id" in address.kinds or owner is not None or query
            if self.found[address.name] >= (1 if alone else 2):
                self.spare.append((address, arguments, owner, query))
            elif self.tries[address.name] < _TRIES:
                self.place(address, arguments, owner, query)

    def go_further(self) -> None:
        """Look at more of a kind for what they alone lead to, where pages of their slice are missing."""
        for _ in range(2):
            spare, self.spare = self.spare, []
            wanted = {address.slice for address in self.missing() if not self.knows(address)}
            asked: Counter[str] = Counter()
            for address, arguments, owner, query in spare:
                asked[address.name] += 1
                if address.slice in wanted and asked[address.name] <= _MORE and not owner:
                    before = len(self.stops)
                    self.place(address, arguments, owner, query)
                    self.found[address.name] -= len(self.stops) - before
                    del self.stops[before:]
            self.follow()

    def press(self) -> None:
        """Pages that come of a button alone: press it where it stands."""
        for address in self.missing():
            told = self.told.get(address.name, [])
            if (
                address.name in self.pressed
                and not address.leads_to
                and not why(address.name)
                and any("leads to" in one for one in told)
            ):
                self.stops.append(self.pressed[address.name])
                self.found[address.name] += 1

    def knows(self, address: Address) -> bool:
        """Whether it has been seen to show no page, whatever it is about."""
        told = self.told.get(address.name, [])
        return bool(address.leads_to) or any(one.startswith(("no page", _POSTED)) for one in told)

    def missing(self) -> list[Address]:
        """Those of which there is no page."""
        return [one for name, one in self.known.items() if not self.found[name] and name not in self.shown]

    def reason(self, address: Address) -> str:
        """Why there is none."""
        if address.leads_to:
            return f"does something, and leads back to {address.leads_to}"
        told = sorted(set(self.told.get(address.name, [])))
        if not told:
            answer = Client().get(_path(address.name, address.nothing, "en", speaks=address.speaks))
            told = [_POSTED] if answer.status_code == 405 else ["no example"]
        return next((one for one in told if _TELLS.match(one)), "; ".join(told))


def _said(answer: Any, kind: str) -> str:
    if answer.status_code == 200:
        return f"no page, {kind}"
    if answer.status_code in (302, 303):
        try:
            return f"leads to {resolve(urlsplit(answer.headers['Location']).path).url_name}"
        except Resolver404:
            return "leads away"
    return _POSTED if answer.status_code == 405 else f"answers {answer.status_code}"


def _path(name: str, arguments: Arguments, lang: str, *, speaks: bool) -> str:
    of_all = {key: value for key, value in arguments.items() if key != "en"}
    more = arguments.get(lang, {})
    assert isinstance(more, dict)
    return reverse(name, kwargs={**of_all, **more, **({"lang": lang} if speaks else {})})


def pressing(selector: str) -> Act:
    """Press a button, folded away or not, and look at what is said then."""

    def act(page: Page) -> None:
        page.evaluate("document.querySelectorAll('main details').forEach((details) => (details.open = true))")
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return act


def selected_purpose(client: Client, work: str) -> Client:
    """Somebody takes up their work, as answering the telephone."""
    assert client.post("/console/purpose/", {"work": work, "reason": "answer"}).status_code == 302
    return client


def policy_forms() -> list[str]:
    """The forms of the policy that rules."""
    return list(current().policy.forms)
