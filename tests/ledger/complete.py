"""A guard over all tests: an event of the enforcement packages holds every key that its kind declares, so that no
writer forgets who acted, for which purpose, or under which charter. What may be absent, since the event does not always
have it, stands in `sometimes.toml`, by kind; a token may always be.
"""

import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from azukari.ledger import record
from azukari.ledger.catalogue import Kind
from azukari.ledger.events import check as is_reference
from azukari.ledger.shapes import Value
from tests.mutants.reach import PACKAGES, ROOT

SOMETIMES: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("sometimes.toml").read_text("utf-8"))
_HOUSE = f"{ROOT}/azukari/"
_IN_BETWEEN = tuple(f"{_HOUSE}{place}" for place in ("ledger/", "vault/trail.py", "vault/hand_over.py"))
"""What writes down events that others made."""
_THEIRS = tuple(f"{_HOUSE}{package}/" for package in PACKAGES)


@cache
def _enforced() -> frozenset[str]:
    """The kinds that the enforcement packages declare."""
    modules = [sys.modules.get(f"azukari.{package}.events") for package in PACKAGES]
    return frozenset(kind.name for m in modules if m for kind in vars(m).values() if isinstance(kind, Kind))


def _is_made_by_them() -> bool:
    """Whether an enforcement package had it written down: no test by hand, and no slice that borrows the kind."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_code.co_filename.startswith(_IN_BETWEEN):
        frame = frame.f_back
    made_in = frame.f_code.co_filename
    return made_in.startswith(_THEIRS) and "/test" not in made_in


def check(kind: Kind, payload: Mapping[str, Value]) -> None:
    """As the ledger's own, and complete."""
    is_reference(kind, payload)
    absent = {*kind.keys} - {*payload} - {"token"} - {*SOMETIMES.get(kind.name, ())}
    if absent and kind.name in _enforced() and _is_made_by_them():
        raise AssertionError(f"The event {kind} lacks {sorted(absent)}; see tests/ledger/sometimes.toml.")


vars(record)["check"] = check  # which `record.written` asks for
