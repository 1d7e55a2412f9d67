"""Every event there is: who is told of it, in words of both languages that give no reference away (P14, P36)."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.utils import translation

from azukari.core.ledger.catalogue import NOBODY, EventWords, Kind, Sort, Tell, Teller, declare, declared
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SHAPES, SLUG, TIME, TRUTH, Shape
from azukari.policy.parse import STARTER, load
from azukari.shells.self_service.subject_timeline import SubjectTeller
from azukari.shells.staff.staff_timeline import StaffTeller
from azukari.shells.staff.timeline import SORTS
from azukari.site.icons import ICONS

PACKAGE = Path(__file__).parents[2] / "azukari"
KINDS = sorted((kind for kind in declared() if not kind.name.startswith("test:")), key=str)
TOLD = [
    pytest.param(kind, audience, tell, id=f"{kind.name} to {audience}")
    for kind in KINDS
    if kind.told
    for audience, tell in (("person", kind.told.person), ("staff", kind.told.staff))
    if tell
]
POLICY = load(STARTER)
REFERENCE, DIGEST, CODE = "3f2a11c0-1111-4111-8111-11111111abcd", "0f" * 32, "qz-code.word"
OF_SHAPE: Mapping[Shape, Any] = {
    ID: REFERENCE,
    ROLE: REFERENCE,
    ACTOR: f"staff:{REFERENCE}",
    SLUG: CODE,
    TIME: "2027-01-31",
    HASH: DIGEST,
    NUMBER: 3,
    TRUTH: True,
}
KNOWN: Mapping[str, Any] = {
    "form": "membership",
    "purpose": "membership",
    "purposes": ["membership", "magazine"],
    "categories": ["name", "email"],
    "recipient": "kotori-mail",
    "state": "closed",
}
"""What the policy names is called by its title, and how far somebody is with a submission is all that is told of that.
Any other word of the program may be one that nobody knows any more.
"""
ACTORS = ("person", "worker", f"staff:{REFERENCE}", "recipient:kotori-mail")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def _payloads(kind: Kind) -> Iterator[dict[str, Any]]:
    """All of its keys, and each of them left out once; by whoever may act."""
    whole = {key: KNOWN.get(key, OF_SHAPE[shape]) for key, shape in kind.keys.items()}
    some = [whole, *({k: v for k, v in whole.items() if k != key} for key in whole)]
    for payload in some:
        yield {**payload, "looked": False}
        for actor in ACTORS if "actor" in payload else ():
            yield {**payload, "actor": actor, "looked": True}


def _teller(audience: str, lang: str) -> Teller:
    if audience == "person":
        return SubjectTeller(POLICY, lang)
    return StaffTeller(POLICY, lang, {f"staff:{UUID(REFERENCE)}": "Aoba"}, frozenset(POLICY.purposes))


@pytest.mark.parametrize(("kind", "audience", "tell"), TOLD)
def test_whoever_is_told_is_told_in_words(kind: Kind, audience: str, tell: Tell):
    for payload in _payloads(kind):
        told = {}
        for lang in ("en", "ja"):
            with translation.override(lang):
                title, detail = tell(_teller(audience, lang), payload)
            told[lang] = f"{title} {detail}"
            assert title
            assert not re.search(rf"{REFERENCE}|{DIGEST}|{CODE}|{kind.name}|%\(|\bNone\b", told[lang]), told[lang]
        assert JAPANESE.search(told["ja"])
        assert not JAPANESE.search(told["en"])


@pytest.mark.parametrize("audience", ["person", "staff"])
def test_a_recipient_is_told_by_its_name(audience: str):
    assert _teller(audience, "ja").who({"actor": "recipient:kotori-mail"}) == "株式会社ことり配信"
    assert "program" not in _teller(audience, "en").who({"actor": "recipient:gone"})  # the policy names it no more


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_it_holds_references_alone(kind: Kind):
    assert all(shape in SHAPES and re.fullmatch(r"[a-z][a-z0-9_]*", key) for key, shape in kind.keys.items())
    assert not {"name", "email", "phone", "address", "person", "subject", "text", "note", "words"} & kind.keys.keys()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_it_has_an_icon_and_a_sort_that_there_is(kind: Kind):
    assert kind.told is NOBODY or (kind.told.icon in ICONS and kind.told.sort in SORTS)


def test_every_sort_has_its_words():
    assert set(SORTS) == set(Sort)


def test_who_is_told_is_said(catalogue_of_this_test: None):
    with pytest.raises(ValueError, match="NOBODY"):
        declare("test:nobody:told", {}, EventWords(Sort.FORM, "form", person=None, staff=None), "Sample")


def _modules() -> dict[str, Path]:
    return {
        ".".join(("azukari", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in sorted(PACKAGE.rglob("events.py"))
    }


def test_the_catalogue_is_read_when_the_program_starts():
    program = (
        "import django; django.setup(); from azukari.core.ledger.catalogue import declared; "
        "print(*map(str, declared()))"
    )
    read = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert read.stdout.split() == [str(kind) for kind in declared() if not kind.name.startswith("test:")]


def test_the_ledger_reads_them_whether_or_not_anything_else_does(
    monkeypatch: pytest.MonkeyPatch, catalogue_of_this_test: None
):
    monkeypatch.delitem(sys.modules, "azukari.features.members.events")
    with pytest.raises(ValueError, match="members:application:admitted is declared twice"):
        apps.get_app_config("ledger").ready()


def test_each_package_declares_what_it_records_in_its_events():
    found = {
        value.name: name for name in _modules() for value in vars(sys.modules[name]).values() if isinstance(value, Kind)
    }
    assert set(found) == {kind.name for kind in KINDS}


def test_each_declared_event_is_recorded():
    """It is declared under a name that something besides the catalogue uses."""
    used: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name != "events.py" and not path.name.startswith("test_"):
            used |= {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    declared_as = [
        target.id
        for module, path in _modules().items()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(getattr(import_module(module), target.id), Kind)
    ]
    assert len(declared_as) == len(KINDS)
    assert sorted(name for name in declared_as if name not in used) == []


def test_whoever_audits_has_words_for_what_staff_are_not_told():
    with pytest.raises(ValueError, match="needs a title for whoever audits"):
        declare("test:sample:untitled", {}, NOBODY)
