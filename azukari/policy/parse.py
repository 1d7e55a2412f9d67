"""From a document to a `Policy`, and back. All faults are named at once, with line, clause and remedy."""

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from azukari.policy.finding import Finding, PolicyError, both
from azukari.policy.reading import Reading, Shape
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.source import Mapping, Node, Scalar, Sequence, read
from azukari.policy.terms import Policy
from azukari.policy.word import spelled

STARTER = Path(__file__).with_name("starter.yaml")
_ROOT = Record(Policy)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A policy with the line of each of its clauses (none where it was read from JSON)."""

    policy: Policy
    lines: dict[str, int]


def load(path: Path) -> Policy:
    """Read the policy in a file.

    Raises:
        PolicyError: the file cannot be read, or the document is not well-formed.
    """
    return parse(read_file(path), file=str(path))


@cache
def starter() -> Policy:
    """The example that every policy begins with, that of a made-up association."""
    return load(STARTER)


def read_file(path: Path) -> str:
    """The text of a policy file.

    Raises:
        PolicyError: the file cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not UTF-8"
        finding = Finding(
            "source.unreadable",
            "",
            both(f"ファイルを読めません({reason})。", f"The file cannot be read ({reason})."),
            both(
                "場所と権限、文字コード(UTF-8)を確かめてください。",
                "Check its place, its permissions, and that it is UTF-8.",
            ),
        )
        raise PolicyError([finding], file=str(path)) from error


def parse(text: str, *, file: str = "policy") -> Policy:
    """Read a policy from YAML or JSON.

    Args:
        text: the document.
        file: its name, for errors.

    Raises:
        PolicyError: the document is not well-formed; ``findings`` names every fault.
    """
    return parse_with_lines(text, file=file).policy


def parse_with_lines(text: str, *, file: str = "policy") -> Parsed:
    """As `parse`, with the line of each clause."""
    node = read(text, file=file)
    reading = Reading(languages=_languages(node))
    policy = _ROOT.read(node, "", reading)
    if reading.findings:
        raise PolicyError(sorted(reading.findings, key=lambda f: f.line or 0), file=file)
    return Parsed(policy, reading.lines)


def document(policy: Policy) -> dict[str, Any]:
    """The policy as plain values, complete: defaults are written out, so that they cannot change afterwards."""
    return _ROOT.write(policy)


def canonical(policy: Policy) -> str:
    """The policy as canonical JSON: what a charter stores, and what its digest covers."""
    return json.dumps(document(policy), ensure_ascii=False, separators=(",", ":"))


def to_yaml(policy: Policy) -> str:
    """The policy as YAML for people to edit; it parses back to the same policy."""
    dumper = YAML()
    dumper.width = 1_000_000
    dumper.indent(mapping=2, sequence=4, offset=2)
    dumper.allow_unicode = True
    stream = io.StringIO()
    dumper.dump(_blocks(document(policy)), stream)
    return stream.getvalue()


@cache
def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of the document; editors can complete and check with it."""
    definitions: dict[str, Any] = {"Text": {"type": "object", "additionalProperties": {"type": "string"}}}
    _define(_ROOT, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Azukari policy",
        "$ref": "#/$defs/Policy",
        "$defs": definitions,
    }


def _define(shape: Shape, definitions: dict[str, Any]) -> None:
    match shape:
        case Record(of=of) if of.__name__ not in definitions:
            definitions[of.__name__] = shape.definition()
            for inner in shape.keys().values():
                _define(inner, definitions)
        case Listed(item=inner) | Keyed(value=inner):
            _define(inner, definitions)


def _languages(node: Node) -> tuple[str, ...]:
    """The languages that the document names, or ours while it names none that can be read."""
    named: tuple[str, ...] = ()
    if isinstance(node, Mapping):
        for member in node.members:
            if member.key == "languages" and isinstance(member.value, Sequence):
                named = tuple(item.text for item in member.value.items if isinstance(item, Scalar))
    return named or ("ja", "en")


def _blocks(value: Any) -> Any:
    """Long and many-paragraph texts as literal blocks, which read best; periods in words."""
    if isinstance(value, dict):
        return {key: _blocks(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_blocks(held) for held in value]
    if not isinstance(value, str):
        return value
    return LiteralScalarString(value) if "\n" in value else spelled(value)
