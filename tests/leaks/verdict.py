"""The judge of outputs: what an answer shows is what the ledger says was opened for whoever reads it, and nothing else.

It knows the policy and the town, and believes no view: each mark in an answer needs an entry that was written during
that very request, by this actor, on the trail of that person, naming the mark's category, for a purpose that the
reader's duties have, that the person's grants allow, and that the field was asked for.
"""

import html
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponseBase

from azukari.core.cases.lifecycle import number
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.vault.events import VALUE_RELEASED
from azukari.policy.terms import OWN_ACCESS
from tests.leaks.marks import Mark
from tests.leaks.town import Citizen, Town

_ADDRESSES = re.compile(
    r"""(?:href|src|action|formaction|poster|data-[a-z-]*url)\s*=\s*["']([^"']*)["']""", re.IGNORECASE
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NONE = UUID(int=0)
_OURS = {"", "localhost", "testserver", "seoto.example.org"}  # the last is the organisation's own site, as published


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks.

    Args:
        actor: as the ledger names them; ``""`` for a stranger.
        purposes: those of their duties, or of their token.
        own: the citizen who reads their own page.
    """

    name: str
    actor: str = ""
    purposes: frozenset[str] = frozenset()
    own: Citizen | None = None


@dataclass
class Judge:
    """Looks at each exchange and keeps what is wrong."""

    town: Town
    wrong: list[str] = field(default_factory=list)
    _newest: UUID = _NONE

    def before(self) -> None:
        """What is in the ledger already counts for nothing any more."""
        newest = Pending.objects.order_by("-id").values_list("id", flat=True).first()
        self._newest = newest or _NONE

    def look(self, reader: Reader, at: str, answer: HttpResponseBase, typed: str = "") -> None:
        """Judge one answer.

        Args:
            at: how to call it.
            typed: what was sent with the request, which the body may repeat.
        """
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        said = f"{reader.name} {at}"
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{said}: {answer.status_code}")
        self._head(said, answer)
        shown = self.town.marks.within(body)
        own_words = {mark.text for mark in shown if mark.text in typed}
        opened = self._opened(reader) if shown else []
        for mark in shown:
            if mark.text not in own_words and not self._may_stand(mark, reader, opened):
                self.wrong.append(f"{said}: {mark.field} of {self._who(mark.person)}")
        closed = at.partition(" ")[2].startswith(("/console/", "/en/me")) and "html" in answer.headers.get(
            "Content-Type", ""
        )
        if (shown or closed) and "no-store" not in answer.headers.get("Cache-Control", ""):
            self.wrong.append(f"{said}: may be kept by a cache")
        if "html" in answer.headers.get("Content-Type", ""):
            self._page(said, reader, body.decode())
        elif "json" in answer.headers.get("Content-Type", ""):
            self._references(said, reader, body.decode())

    def _who(self, person: UUID) -> str:
        citizen = self.town.citizen(person)
        return citizen.name if citizen else "a caller"

    def _head(self, said: str, answer: HttpResponseBase) -> None:
        """Headers, cookies and where it leads hold nobody's words."""
        head = "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), answer.cookies.output()])
        self.wrong += [f"{said}: {stray} in the head" for stray in self.town.marks.strays(head)]

    def _opened(self, reader: Reader) -> list[tuple[UUID | None, Mapping[str, object]]]:
        """What was opened for this reader in this request: for whom, and the entry."""
        rows = Pending.objects.filter(kind=VALUE_RELEASED.name, id__gt=self._newest).values_list("id", "payload")
        entries = {id: json.loads(payload) for id, payload in rows}
        people = dict(Trail.objects.filter(entry_id__in=entries).values_list("entry_id", "person_id"))
        return [(people.get(id), payload) for id, payload in entries.items() if payload["actor"] == reader.actor]

    def _may_stand(
        self, mark: Mark, reader: Reader, opened: Collection[tuple[UUID | None, Mapping[str, object]]]
    ) -> bool:
        """Whether some entry explains the mark."""
        citizen = self.town.citizen(mark.person)
        for person, payload in opened:
            if citizen is None:  # a caller's note: a case's, recorded as such
                if person is None and "case" in payload:
                    return True
                continue
            if person != mark.person or mark.category not in payload.get("categories", ()):  # type: ignore[operator]
                continue
            purpose = str(payload["purpose"])
            if purpose == OWN_ACCESS:
                if reader.own == citizen:
                    return True
            elif purpose in reader.purposes & citizen.may & mark.purposes:
                return True
        return False

    def _page(self, said: str, reader: Reader, page: str) -> None:
        for address in map(html.unescape, _ADDRESSES.findall(page)):
            if self.town.marks.strays(address):
                self.wrong.append(f"{said}: somebody's words in an address")
            if urlsplit(address).scheme in ("http", "https", "") and (urlsplit(address).hostname or "") not in _OURS:
                self.wrong.append(f"{said}: leads to {urlsplit(address).hostname}")
        self._references(said, reader, page)

    def _references(self, said: str, reader: Reader, page: str) -> None:
        """A person, or a submission, that is none of the reader's business is not named either."""
        named = {UUID(found) for found in _UUID.findall(page) if found not in said}
        for case in self.town.cases:  # of a caller who is none of those who have a page of their own
            if reader.own and (case.id in named or number(case) in page):
                self.wrong.append(f"{said}: names a request of somebody else")
        for citizen in self.town.citizens.values():
            came_for = frozenset(self.town.policy.forms[citizen.form].purposes)
            theirs = citizen == reader.own or (citizen.may | came_for) & reader.purposes
            if not theirs and named & {citizen.person, citizen.submission}:
                self.wrong.append(f"{said}: names {citizen.name}")
