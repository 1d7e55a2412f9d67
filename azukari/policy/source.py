"""A document as a tree of nodes that remember their lines, whether it was written as YAML or as JSON.

Anchors, aliases and tags are refused: a policy says each thing in full, at the place where it stands.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from azukari.lib.json_depth import check_depth
from azukari.policy.finding import Finding, PolicyError, both

MAX_CHARACTERS = 1_000_000
_TAG = "tag:yaml.org,2002:"
_PLAIN = {"str", "int", "float", "bool", "null", "timestamp"}


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    kind: str  # str, int, float, bool, null, timestamp; of JSON str, bool, null
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Node", ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A key with its value; ``line`` is the key's."""

    key: str
    value: "Node"
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    members: tuple[Member, ...]
    line: int | None = None


type Node = Scalar | Sequence | Mapping


def read(text: str, *, file: str) -> Node:
    """Read YAML, or JSON where the text begins with a brace.

    Raises:
        PolicyError: the text is neither, is empty, or is longer than a million characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise PolicyError(
            [_broken("source.too-long", None, "文書が長すぎます。", "The document is too long.")], file=file
        )
    return from_json(text, file=file) if text.lstrip().startswith("{") else from_yaml(text, file=file)


def from_json(text: str, *, file: str) -> Node:
    """Read JSON; lines are unknown, since JSON is written by the program."""
    try:
        return _from_value(json.loads(check_depth(text.encode()), object_pairs_hook=_Pairs))
    except ValueError as error:
        reason = str(error)
        raise PolicyError(
            [_broken("source.json", None, f"JSON として読めません({reason})。", f"This is not valid JSON ({reason}).")],
            file=file,
        ) from error


@lru_cache(maxsize=4)  # nodes do not change; reading is slow, and a draft is read again for each page of the editor
def from_yaml(text: str, *, file: str) -> Node:
    """Read one YAML 1.2 document with its line numbers."""
    loader = YAML(typ="safe", pure=True)
    try:
        root: Any = loader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        reason = error.problem or error.context or "?"
        finding = _broken(
            "source.yaml", line, f"YAML として読めません({reason})。", f"This is not valid YAML ({reason})."
        )
        raise PolicyError([finding], file=file) from error
    except (YAMLError, RecursionError) as error:
        finding = _broken("source.yaml", None, "YAML として読めません。", "This is not valid YAML.")
        raise PolicyError([finding], file=file) from error
    if root is None:
        raise PolicyError([_broken("source.empty", None, "文書が空です。", "The document is empty.")], file=file)
    return _from_yaml_node(root, file=file, seen=set())


def _from_yaml_node(node: Any, *, file: str, seen: set[int]) -> Node:
    line = node.start_mark.line + 1
    if id(node) in seen:
        finding = _broken(
            "source.alias",
            line,
            "別名(*)は使えません。同じ内容をそのまま書いてください。",
            "Aliases (*) are not used here; write it out.",
        )
        raise PolicyError([finding], file=file)
    seen.add(id(node))
    if isinstance(node, MappingNode):
        return Mapping(
            tuple(
                Member(str(k.value), _from_yaml_node(v, file=file, seen=seen), k.start_mark.line + 1)
                for k, v in node.value
            ),
            line,
        )
    if isinstance(node, SequenceNode):
        return Sequence(tuple(_from_yaml_node(n, file=file, seen=seen) for n in node.value), line)
    kind = str(node.tag).removeprefix(_TAG)
    if not isinstance(node, ScalarNode) or kind not in _PLAIN:
        finding = _broken("source.tag", line, "タグ(!)は使えません。", "Tags (!) are not used here.")
        raise PolicyError([finding], file=file)
    return Scalar(str(node.value), kind, line)


class _Pairs(list[tuple[str, Any]]):
    """An object's members in order, doubles included."""


def _from_value(value: Any) -> Node:
    if isinstance(value, _Pairs):
        return Mapping(tuple(Member(k, _from_value(v)) for k, v in value))
    if isinstance(value, list):
        return Sequence(tuple(_from_value(v) for v in value))
    if isinstance(value, bool):
        return Scalar("true" if value else "false", "bool")
    if value is None:
        return Scalar("", "null")
    return Scalar(str(value), "str")  # what a number means is asked of its text, as in YAML


def _broken(code: str, line: int | None, ja: str, en: str) -> Finding:
    remedy = both("その行を直してから、もう一度お試しください。", "Correct that line and try again.")
    return Finding(code, "", both(ja, en), remedy, line=line)
