"""Everything held about a person, to be handed over: a document to read (HTML and PDF), the archive for programs (JSON
with its schema), and tables (CSV). All of them are made from one archive, so they cannot differ (P42).

Whoever has no own page gets the PDF, locked with a passphrase that is told in another way. A locked PDF opens on any
computer and telephone without a tool; the files for programs lie inside it.
"""

import io
import json
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfReader, PdfWriter

from azukari.core.ledger.catalogue import find
from azukari.core.ledger.reading import Recorded
from azukari.core.policy_versions.current import charters
from azukari.lib.paper import pdf as as_pdf
from azukari.lib.spreadsheet import csv_file
from azukari.policy.explain import joined
from azukari.policy.terms import Policy
from azukari.shells.self_service.archive_schema import SCHEMA
from azukari.shells.self_service.subject_timeline import story

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper or sound alike on the telephone
_GROUPS, _LENGTH = 4, 4  # 31^16: nobody tries them all
_CODES = ("collected_for", "category", "submission")


def new_passphrase() -> str:
    """Sixteen letters in four groups, easy to tell on the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def html(archive: dict[str, Any], *, lang: str) -> str:
    """The archive as a page that needs nothing else: no address is loaded from it."""
    with translation.override(lang):
        return render_to_string("own/package.html", _context(archive, charters().told, lang))


def pdf(archive: dict[str, Any], *, lang: str) -> bytes:
    """The same page on A4, with Japanese type."""
    return as_pdf(html(archive, lang=lang))


def tables(archive: dict[str, Any], *, lang: str) -> dict[str, bytes]:
    """The archive's lists as CSV, in UTF-8 with a mark, as spreadsheets expect it: file name, content. What people read
    stands in the first columns, what programs read in the last.
    """
    columns = {
        "values": ("form", "label", "in_words", "used_for", "received", "corrected", "field", "value", *_CODES),
        "grants": ("title", "in_force", "begins", "ends", "term", "ground", "charter", "purpose", "end_reason"),
        "trail": ("at", "what", "detail", "kind", "entry", "index"),
    }
    return {f"{name}.csv": _csv(head, archive[name], lang) for name, head in columns.items()}


def files(archive: dict[str, Any], *, lang: str) -> dict[str, bytes]:
    """What programs read: the archive, its schema, the tables."""
    return {
        "archive.json": json.dumps(archive, ensure_ascii=False, indent=1).encode(),
        "archive.schema.json": json.dumps(SCHEMA, ensure_ascii=False, indent=1).encode(),
        **tables(archive, lang=lang),
    }


def sealed_pdf(archive: dict[str, Any], passphrase: str, *, lang: str) -> bytes:
    """The PDF with the files inside, which opens with the passphrase alone (AES-256)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(archive, lang=lang))))
    for name, content in files(archive, lang=lang).items():
        writer.add_attachment(name, content)
    writer.encrypt(passphrase, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _csv(head: tuple[str, ...], rows: list[dict[str, Any]], lang: str) -> bytes:
    table = [[_phrase(row.get(column), lang) for column in head] for row in rows]
    return csv_file([head, *table])


def _phrase(value: Any, lang: str) -> str:
    """Of words in several languages those of ``lang``, of a list its items."""
    if value is None:
        return ""
    if isinstance(value, list):
        return joined([_phrase(item, lang) for item in value], lang=lang)
    if isinstance(value, dict):
        return _phrase(value["title"] if "title" in value else value.get(lang, ""), lang)
    return str(value)


def _context(archive: dict[str, Any], policy: Policy, lang: str) -> dict[str, Any]:
    trail = [
        Recorded(UUID(entry["entry"]), _moment(entry["at"]), find(entry["kind"]), entry["payload"], entry["index"])
        for entry in archive["trail"]
    ]
    return {
        "lang": lang,
        "archive": archive,
        "made": _moment(archive["made"]),
        "department": policy.requests.department[lang],
        "phone": policy.requests.phone,
        "values": [
            {
                "label": value["label"][lang],
                "form": value["form"][lang],
                "text": value["in_words"][lang],
                "uses": _phrase(value["used_for"], lang),
                "received": _moment(value["received"]),
            }
            for value in archive["values"]
        ],
        "corrections": [
            {**was, "label": was["label"][lang], "until": _moment(was["kept_until"])} for was in archive["corrections"]
        ],
        "grants": [
            {
                "title": grant["title"].get(lang, ""),
                "begins": _moment(grant["begins"]),
                "ends": _moment(grant["ends"]) if grant["ends"] else None,
                "term": _phrase(grant["term"], lang),
                "in_force": grant["in_force"],
            }
            for grant in archive["grants"]
        ],
        "steps": story(trail, policy=policy, lang=lang),
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
