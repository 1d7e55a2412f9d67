"""The archive's schema, of which other programs hold us to every word: whatever is missing, besides, or of another kind
than was told does not pass (P42).
"""

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from azukari.shells.self_service.archive_schema import SCHEMA
from tests.own_page.archive import ARCHIVE, AT, ID, WORDS

_NOT_THERE = (
    *(("proposed_address",), ("values", 0, "corrected"), ("grants", 0, "law"), ("grants", 0, "ends")),
    *(("grants", 0, "term"), ("grants", 0, "end_reason"), ("trail", 0, "index"), ("trail", 0, "proof")),
)
_OPEN = {("trail", 0, "payload"), ("receipts", 0)}
_CHECK = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
type _Path = tuple[str | int, ...]


def _paths(node: Any, at: _Path = ()) -> Iterator[_Path]:
    """Every place in the archive."""
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, member in members:
        yield (*at, name)
        yield from _paths(member, (*at, name))


_PATHS = list(_paths(ARCHIVE))


def _at(archive: Any, path: _Path) -> Any:
    for step in path:
        archive = archive[step]
    return archive


def _with(path: _Path, value: object) -> Any:
    changed = copy.deepcopy(ARCHIVE)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


def test_what_we_hand_out_passes_and_so_does_what_is_not_there() -> None:
    _CHECK.validate(ARCHIVE)
    for path in _NOT_THERE:
        _CHECK.validate(_with(path, None))
    for asked_by in ("phone", "letter", "in-person"):
        _CHECK.validate(_with(("corrections", 0, "asked_by"), asked_by))
    for ground in ("consent", "contract", "law"):
        _CHECK.validate(_with(("grants", 0, "ground"), ground))


def test_what_is_of_another_kind_does_not_pass() -> None:
    for path in _PATHS:
        within_held = path[0] == "held" and len(path) > 1  # what features hold is an object each, of their own shape
        wrong: list[object] = [1.5, [1.5], "yes" if path[-1] == "in_force" else False]
        if path not in _OPEN and not within_held:
            wrong.append({"?": 1.5})
        if path not in _NOT_THERE:
            wrong.append(None)
        for value in wrong:
            assert not _CHECK.is_valid(_with(path, value)), (path, value)


def test_a_reference_or_a_moment_is_one() -> None:
    for path in _PATHS:
        if isinstance(was := _at(ARCHIVE, path), str):
            told = was in (ID, AT, "azukari-archive") or path[-1] in ("asked_by", "ground")
            assert _CHECK.is_valid(_with(path, "whatever")) is not told, path


def test_nothing_is_missing_and_nothing_besides() -> None:
    for *above, last in _PATHS:
        holder = _at(ARCHIVE, tuple(above))
        if isinstance(last, int) or holder is WORDS or above == ["held"]:
            continue  # a list, or what may have other members
        left_out = copy.deepcopy(ARCHIVE)
        del _at(left_out, tuple(above))[last]
        assert not _CHECK.is_valid(left_out), (*above, last)
        assert not _CHECK.is_valid(_with((*above, "more"), "text")), (*above, "more")
