"""The page for paper: what is not there is not told, and what is there is told as the archive has it (P42)."""

import copy
import csv
import io
import json
from typing import Any

from azukari.policy.parse import STARTER, parse
from azukari.shells.self_service import package
from azukari.shells.self_service.archive_schema import SCHEMA
from tests.own_page.archive import ARCHIVE

POLICY = parse(STARTER.read_text("utf-8"))


def test_of_each_use_its_title_time_and_end_are_told() -> None:
    archive = copy.deepcopy(ARCHIVE) | {"trail": []}
    grant = archive["grants"][0]
    (told,) = package._context(archive, POLICY, "en")["grants"]
    assert (told["title"], told["term"], told["in_force"]) == ("Name", "Name", True)
    assert told["begins"].isoformat() == told["ends"].isoformat() == grant["begins"]
    grant["term"] = grant["ends"] = None
    (told,) = package._context(archive, POLICY, "en")["grants"]
    assert (told["term"], told["ends"]) == ("", None)


def _rows(name: str, lang: str) -> list[list[str]]:
    content = package.files(_whole(), lang=lang)[name]
    assert content.startswith("\ufeff".encode()), "a spreadsheet knows by this mark that it is UTF-8"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _whole() -> dict[str, Any]:
    entry = {"entry": "e", "at": "t", "what": "w", "detail": "d", "kind": "k", "index": 7, "payload": {}, "proof": None}
    return copy.deepcopy(ARCHIVE) | {"trail": [entry]}


def test_the_tables_have_what_people_read_first_and_what_programs_read_last() -> None:
    value, grant = ARCHIVE["values"][0], ARCHIVE["grants"][0]
    head, row = _rows("values.csv", "en")
    assert dict(zip(head, row, strict=True)) == {
        "form": "Name",
        "label": "Name",
        "in_words": "Name",
        "used_for": "Name",
        "received": value["received"],
        "corrected": value["corrected"],
        "field": value["field"],
        "value": value["value"],
        "category": value["category"],
        "collected_for": "membership",
        "submission": value["submission"],
    }
    assert head[:4] == ["form", "label", "in_words", "used_for"]
    head, row = _rows("grants.csv", "ja")
    told = dict(zip(head, row, strict=True))
    assert [*told] == ["title", "in_force", "begins", "ends", "term", "ground", "charter", "purpose", "end_reason"]
    assert (told["title"], told["purpose"], told["charter"]) == ("名前", grant["purpose"], str(grant["charter"]))
    assert _rows("trail.csv", "en") == [
        ["at", "what", "detail", "kind", "entry", "index"],
        ["t", "w", "d", "k", "e", "7"],
    ]


def test_what_programs_read_is_the_archive_its_schema_and_the_tables() -> None:
    found = package.files(_whole(), lang="ja")
    assert [*found] == ["archive.json", "archive.schema.json", "values.csv", "grants.csv", "trail.csv"]
    assert json.loads(found["archive.json"]) == _whole()
    assert json.loads(found["archive.schema.json"]) == SCHEMA


def test_the_page_for_paper_tells_each_value_and_each_correction() -> None:
    archive = copy.deepcopy(ARCHIVE) | {"trail": []}
    value, was = archive["values"][0], archive["corrections"][0]
    told = package._context(archive, POLICY, "en")
    (row,) = told["values"]
    assert row.pop("received").isoformat() == value["received"]
    assert row == {"label": "Name", "form": "Name", "text": "Name", "uses": "Name"}
    (row,) = told["corrections"]
    assert row.pop("until").isoformat() == was["kept_until"]
    assert row == {**was, "label": "Name"}
    assert (told["lang"], told["archive"], told["steps"]) == ("en", archive, [])
    assert told["made"].isoformat() == archive["made"]
    requests = POLICY.requests
    assert (told["department"], told["phone"]) == (requests.department["en"], requests.phone)
