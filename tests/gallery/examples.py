"""What an address is about, found in the living instance: links on its other pages, links in its mail, its rows.

So a new page has a picture without anybody naming it: as soon as another page leads to it, or a row of its kind is
there. What answers to GET with no page is told apart by what it answers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.db.models import Model, UUIDField
from django.urls import Resolver404, URLPattern, URLResolver, resolve

from azukari.core.transfers.models import Recipient
from azukari.lib.job import clock

type Arguments = Mapping[str, object]

_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>")
_LINK = re.compile(r"""(?:href|src)=["']([^"'#]+)""")
_ACTION = re.compile(r'<form[^>]*action="([^"#]+)"')
_MAILED = re.compile(r"https?://[^\s<>\"]+")
_MOST = 40
_NOTHING: Mapping[str, object] = {"uuid": UUID(int=0), "slug": "x", "str": "x", "int": 1, "clause": "requests", "": "0"}
"""An argument of each kind of which there is nothing: a view that takes no GET says so before it looks for it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A named pattern.

    Args:
        kinds: its arguments' converters, by name; without the language.
        speaks: whether the language is part of the path.
        leads_to: the page from which it is done, where it only does something.
    """

    name: str
    route: str
    kinds: Mapping[str, str]
    speaks: bool
    view: Any

    @property
    def leads_to(self) -> str:
        """The page from which it is done, where it does something and shows nothing."""
        return str(getattr(self.view, "leads_to", ""))

    @property
    def slice(self) -> str:
        """Whose it is."""
        return str(getattr(self.view, "__module__", "")).rpartition(".")[0]

    @property
    def nothing(self) -> Arguments:
        """Arguments with nothing behind them."""
        return {key: _NOTHING.get(kind, "x") for key, kind in self.kinds.items()}


def addresses(patterns: Sequence[URLPattern | URLResolver], above: str = "") -> Iterator[Address]:
    """All that have a name, but the API's: nobody looks at those."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif pattern.name and not route.startswith("api/"):
            kinds = {key or named: kind for kind, key, named in _ARGUMENT.findall(route)}
            speaks = kinds.pop("lang", "") == "lang"
            if "/<slug:lang>" in route:
                kinds["lang"] = "slug"
            yield Address(pattern.name, route, kinds, speaks, pattern.callback)


def linked(html: str) -> Iterator[tuple[str, Arguments, str]]:
    """The addresses of this instance that a page, or a letter, names; and with which arguments."""
    for link in dict.fromkeys([*_LINK.findall(html), *_MAILED.findall(html)]):
        parts = urlsplit(link.replace("&amp;", "&"))
        if parts.scheme and not (parts.hostname or "").startswith(("127.", "localhost", "testserver")):
            continue
        try:
            found = resolve(parts.path)
        except Resolver404:
            continue
        if found.url_name:
            yield found.url_name, found.kwargs, f"?{parts.query}" if parts.query else ""


def forms(html: str) -> Iterator[tuple[str, str]]:
    """The addresses to which a page posts, by name."""
    for action in dict.fromkeys(_ACTION.findall(html)):
        try:
            yield resolve(action.partition("?")[0]).url_name or "", action
        except Resolver404:
            continue


def mailed(outbox: Path) -> Iterator[tuple[str, Arguments, str]]:
    """The same of all letters that were sent, the newest first: a link of a late one is open still."""
    for path in sorted(outbox.glob("*.eml"), reverse=True):
        yield from linked(path.read_text("utf-8", "replace").replace("=\n", "").replace("=3D", "="))


def of_rows(address: Address) -> Iterator[tuple[Arguments, UUID | None]]:
    """Arguments out of rows of the kind that the address names, and whose they are."""
    leads = [key for key, kind in address.kinds.items() if kind == "uuid"]
    if not leads:
        yield from _of_slugs(address)
        return
    for model in _models(address, leads[-1]):
        for row in model._default_manager.order_by("-pk")[:_MOST]:
            given = dict(_given(address, row, leads[-1]))
            if given.keys() == address.kinds.keys():
                yield given, getattr(row, "person_id", None)


def _of_slugs(address: Address) -> Iterator[tuple[Arguments, UUID | None]]:
    """Each word of its kind, where that is all it takes."""
    year = clock().year
    words = [[year, year - 1] if kind == "int" else _slugs() for kind in address.kinds.values()]
    for some in product(*words):
        yield dict(zip(address.kinds, some, strict=True)), None


def _slugs() -> list[str]:
    known = {row for model in apps.get_models() for row in _forms(model)}
    return sorted({*known, *Recipient.objects.values_list("slug", flat=True)})


def _forms(model: type[Model]) -> Iterable[str]:
    names = {field.name for field in model._meta.concrete_fields}
    for name in names & {"form", "slug"}:
        yield from model._default_manager.order_by().values_list(name, flat=True).distinct()[:_MOST]


def _models(address: Address, key: str) -> list[type[Model]]:
    """Those with such an id, of the view's own slice first, and of its name."""
    package = str(getattr(address.view, "__module__", "")).split(".")[1:2]
    word = key.removesuffix("_id").replace("_", "")

    def far(model: type[Model]) -> tuple[bool, bool, bool]:
        name = model.__name__.lower()
        names = name == word or (word != "id" and word in name) or (word == "id" and name in address.name)
        return not names, model.__module__.split(".")[1:2] != package, name not in address.name

    fitting = [model for model in apps.get_models() if _key(model)]
    return sorted(fitting, key=far)[:6]


def _key(model: type[Model]) -> str:
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, UUIDField)]
    keys = [field.attname for field in model._meta.concrete_fields if field.primary_key]
    return next(
        (name for name in ("id", "reference") if name in names), "submission_id" if "submission_id" in keys else ""
    )


def _given(address: Address, row: Model, lead: str) -> Iterator[tuple[str, object]]:
    for key, kind in address.kinds.items():
        if key == lead:
            yield key, getattr(row, _key(type(row)))
        elif kind == "uuid":
            value = _near(row, key if key.endswith("_id") else f"{key}_id")
            if value:
                yield key, value
        elif key in ("slug", "form", "poll"):
            value = _near(row, "form") or _near(row, "poll_id") or _near(row, "recipient_id")
            if value:
                yield key, value
        elif key == "lang":
            yield key, "ja"


def _near(row: Model, attribute: str) -> object:
    """Of the row itself, or of one to which it belongs."""
    value = getattr(row, attribute, None)
    if value:
        return value
    for field in row._meta.concrete_fields:
        if field.is_relation and getattr(row, field.attname):
            value = getattr(getattr(row, field.name), attribute, None)
            if value:
                return value
    return None
