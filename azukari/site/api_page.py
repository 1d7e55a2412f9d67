"""The HTTP API as a page to read, made from its OpenAPI document, in both languages.

The viewers to be had for such documents set styles from scripts, which our content security policy refuses; this needs
no script at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from azukari.shells.api.server import api

_CODE = re.compile("`([^`]+)`")

type Plain = Mapping[str, Any]

DOORS = ("", "StaffToken", "RecipientToken", "AgentToken")
"""Who may ask, in the order of the page: everybody, a program of staff, of a recipient, of a person's agent."""

STATUS = {
    "200": gettext_noop("Done."),
    "202": gettext_noop("Taken; it is on disk."),
    "400": gettext_noop("The body cannot be read."),
    "401": gettext_noop("No token, or one that has ended."),
    "403": gettext_noop("Refused by the policy, and recorded."),
    "404": gettext_noop("There is no such thing."),
    "405": gettext_noop("The address does not take this method."),
    "409": gettext_noop("It conflicts with the present state; the answer says why."),
    "413": gettext_noop("Too large."),
    "415": gettext_noop("Not JSON."),
    "422": gettext_noop("Something is wrong; each field is named. Nothing was stored."),
    "429": gettext_noop("Too many requests; Retry-After says when to try again."),
    "503": gettext_noop("It cannot be taken now; try again later."),
}


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """A parameter, or a member of a JSON object."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class ResponseWords:
    """An answer that may come: its status, what it means, and the shape of its body."""

    status: str
    words: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method."""

    id: str
    method: str
    path: str
    title: str
    words: str
    parts: tuple[ApiParameter, ...]
    body: str
    outcomes: tuple[ResponseWords, ...]

    @property
    def path_parts(self) -> Sequence[str]:
        """The path as a line may break it: before a slash, and in no word."""
        return re.findall(r"/[^/]*", self.path)


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON object, as requests send and answers hold it."""

    name: str
    words: str
    parts: tuple[ApiParameter, ...]


@require_safe
def show(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the language is active already
    """The page; the document itself is at ``/api/v1/openapi.json``."""
    document = api.get_openapi_schema()
    context = {
        "groups": [(door, [o for o, guarded in operations(document) if guarded == door]) for door in DOORS],
        "shapes": (named := list(shapes(document))),
        "linked": {shape.name for shape in named},
        "base": settings.AZUKARI.base_url,
    }
    return render(request, "site/api.html", context)


def operations(document: Plain) -> Iterator[tuple[Operation, str]]:
    """Each operation of the document, and the kind of token that it needs; none if it is open to everybody."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield (
                Operation(
                    id=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
                    method=method.upper(),
                    path=path,
                    title=_in_words(told.get("summary")),
                    words=_in_words(told.get("description")),
                    parts=tuple(_parameter(p) for p in told.get("parameters", ())),
                    body=_shape_of(told.get("requestBody", {})),
                    outcomes=tuple(
                        ResponseWords(str(status), _in_words(STATUS.get(str(status))), _shape_of(answer))
                        for status, answer in told["responses"].items()
                    ),
                ),
                next((name for each in told.get("security", ()) for name in each), ""),
            )


def shapes(document: Plain) -> Iterator[Shape]:
    """Each JSON object that the document names."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = schema.get("required", ())
        parts = tuple(
            ApiParameter(member, _kind(told), member in required, _in_words(told.get("description")))
            for member, told in schema.get("properties", {}).items()
        )
        if parts:
            yield Shape(name, _in_words(schema.get("description")), parts)


def _parameter(told: Plain) -> ApiParameter:
    schema = told["schema"]
    words = _in_words(told.get("description") or schema.get("description"))
    return ApiParameter(told["name"], _kind(schema), bool(told.get("required")), words)


def _shape_of(holder: Plain) -> str:
    contents: Plain = holder.get("content", {})
    schema: Plain = next((told.get("schema", {}) for told in contents.values()), {})
    return _kind(schema) if schema else ""


def _kind(schema: Plain) -> str:
    """The type in short: a name, the members of a closed list, or what the items of a list are."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(choice) for choice in schema["anyOf"])
    if "allOf" in schema:
        return " & ".join(_kind(choice) for choice in schema["allOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if schema.get("format") == "byte":
        return "base64"
    return str(schema.get("format") or schema.get("type") or "JSON")


def _in_words(text: str | None) -> str:
    """In the reader's language; the English stands in the document, the Japanese in the catalogue, for which
    `site.messages` finds these words beside the code that they describe.

    What stands between backticks there is code here.
    """
    words = escape(gettext(" ".join(text.split()))) if text else ""
    return mark_safe(_CODE.sub(r"<code>\1</code>", words))  # noqa: S308 - our own words, escaped
