"""What is looked at after each operation: every table, every control, the ledger, and the pages of an address each.

Runs inside an instance, and tells what it saw as plain data, so that two looks can be compared.
"""

import hashlib
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from azukari.core.accounts.models import User
from azukari.core.backup.snapshot import columns, rows, tables
from azukari.core.ledger.verify import verify
from azukari.core.people.models import Person
from azukari.core.vault.opening import entry_keys
from azukari.lib.control import controls, examine
from azukari.lib.job import clock
from azukari.shells.staff.gate import TO_SIGN_IN
from tests.console import desks
from tests.gallery import stage
from tests.gallery.examples import Address, addresses, of_rows
from tests.matrix.population import EVERYTHING

GONE = "nobody"
"""Instead of an answer, of the own page of somebody who is not here any more."""
TRIES = 6
_IS_OWN = re.compile(r"(^|/)me(/|\.|$)")
EXAMPLES = 2
"""So many examples of what an address is about."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address with an example of what it is about.

    Args:
        does: it does something and shows nothing.
        who: the email of the staff who open it, ``own:`` and a person for their own page, or blank for nobody.
    """

    name: str
    path: str
    who: str = ""
    does: bool = False


_packed = msgspec.msgpack.Encoder(enc_hook=str, order="sorted").encode


def look_at_tables(left_out: Mapping[str, Sequence[str]] = {}) -> dict[str, list[Any]]:
    """How many rows each table has, a digest of them, and one of their keys.

    Args:
        left_out: columns that do not count, by table.
    """
    found: dict[str, list[Any]] = {}
    for model in tables():
        label = model._meta.label
        skip = {columns(model).index(name) for name in left_out.get(label, ())}
        key = [columns(model).index(field.attname) for field in model._meta.pk_fields]
        total, keys, count = 0, 0, 0
        for row in rows(model, "default"):
            total += _digest([value for at, value in enumerate(row) if at not in skip])  # in whatever order
            keys += _digest([row[at] for at in key])
            count += 1
        found[label] = [count, f"{total % 2**64:016x}", f"{keys % 2**64:016x}"]
    return found


def _digest(value: object) -> int:
    return int.from_bytes(hashlib.blake2b(_packed(value), digest_size=8).digest())


def look_at_controls() -> dict[str, list[str]]:
    """What each control says: its state, and its findings without their numbers."""
    now = clock()
    found = {}
    for control in controls():
        outcome = examine(control, now)
        found[control.name] = [outcome.state.value, *outcome.findings, *outcome.doubts]
    return found


def look_at_ledger() -> list[str]:
    """What is wrong with it."""
    return [problem.sentence for problem in verify(entry_keys).problems]


def pages(someone: UUID) -> list[Page]:
    """Every address that answers to GET, with examples from the rows that there are, and who opens it.

    Args:
        someone: whose own pages are opened, where the address says nobody.
    """
    return [page for address in addresses(get_resolver().url_patterns) for page in _of(address, someone)]


def _of(address: Address, someone: UUID) -> Iterator[Page]:
    staff = address.route.startswith("console/")
    who = EVERYTHING if staff and address.name not in TO_SIGN_IN else ""
    arguments = list(_some(address)) if address.kinds else [({}, None)]
    for given, person in arguments or [(address.nothing, None)]:
        for lang in ("ja",) if address.speaks else ("",):
            try:
                path = reverse(address.name, kwargs={**given, **({"lang": lang} if lang else {})})
            except NoReverseMatch:
                continue
            own = "" if staff or not _IS_OWN.search(address.route) else f"own:{person or someone}"
            yield Page(address.name, path, own or who, does=bool(address.leads_to))


def _some(address: Address) -> Iterator[tuple[Any, UUID | None]]:
    for at, one in enumerate(of_rows(address)):
        if at == TRIES:
            return
        yield one


class Visitors:
    """Browsers, each signed in once."""

    def __init__(self) -> None:
        self.known: dict[str, Client] = {}

    def of(self, who: str) -> Client:
        if who not in self.known:
            self.known[who] = self._made(who)
        return self.known[who]

    def _made(self, who: str) -> Client:
        client = Client(raise_request_exception=True)
        if who.startswith("own:"):
            from azukari.shells.self_service import cookie

            client.cookies[cookie.NAME] = stage.own_cookie(who.removeprefix("own:"))
        elif who:
            return desks.fresh(User.objects.get(email=who), "en")
        return client


def chosen(someone: UUID) -> list[tuple[str, str, str]]:
    """An example or two of each address: those that show a page, where any does. ``someone`` is as in `pages`."""
    found: dict[str, list[tuple[bool, Page]]] = {}
    for page in pages(someone):
        tried = found.setdefault(page.name, [])
        if page.does and tried:
            continue
        if sum(shows for shows, _page in tried) < EXAMPLES:
            (status,) = look_at_pages([page]).values()
            tried.append((status == "200", page))
    some = [p for tried in found.values() for _shows, p in sorted(tried, key=lambda one: not one[0])[:EXAMPLES]]
    return [(page.name, page.path, page.who) for page in some]


def body_of(answer: Any) -> bytes:
    """What an answer says, to its end."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def look_at_pages(some: Sequence[Page]) -> dict[str, str]:
    """How each page answers: its status, or the error that it met."""
    visitors, found = Visitors(), {}
    for page in some:
        if page.who.startswith("own:") and not Person.objects.filter(id=page.who.removeprefix("own:")).exists():
            found[page.path] = GONE
            continue
        try:
            answer = visitors.of(page.who).get(page.path)
            body_of(answer)
            found[page.path] = str(answer.status_code)
        except Exception as error:
            ours = [at for at in traceback.extract_tb(error.__traceback__) if "/azukari/" in at.filename]
            where = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
            found[page.path] = f"{type(error).__name__} at {where.filename.rpartition('/')[2]}:{where.lineno}"
    return found
