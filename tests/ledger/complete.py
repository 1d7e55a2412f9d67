"""A guard over all tests: an event of the enforcement packages, and of some slices, holds every key that its kind
declares, so that no writer forgets who acted, for which purpose, or under which charter. What may be absent, since the
event does not always have it, stands in `sometimes.toml`, by kind; a token may always be. A slice that borrows the kind
of another package says of it what it knows.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from azukari.core.ledger import record
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import check as is_reference
from azukari.core.ledger.shapes import Value
from tests.mutants.changes import package_of
from tests.mutants.reach import PACKAGES, ROOT

SOMETIMES: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("sometimes.toml").read_text("utf-8"))
_HOUSE = f"{ROOT}/azukari/"
_IN_BETWEEN = tuple(f"{_HOUSE}{place}" for place in ("core/ledger/", "core/vault/trail.py", "core/vault/hand_over.py"))
"""What writes down events that others made."""
SLICES = frozenset(f"features/{name}" for name in ("campaigns", "magazine", "members", "questionnaires", "volunteers"))
_EVENTS = re.compile(r"azukari\.(?:\w+\.)+events")


@cache
def _declared() -> Mapping[str, str]:
    """The package that declares each kind."""
    modules = [(package_of(name.replace(".", "/")), m) for name, m in sys.modules.items() if _EVENTS.fullmatch(name)]
    modules.sort(key=lambda pair: pair[0] in PACKAGES)  # a slice that borrows a kind does not declare it
    return {kind.name: package for package, m in modules for kind in vars(m).values() if isinstance(kind, Kind)}


def _maker() -> str:
    """The package that had it written down; ``""`` for a test that makes one by hand."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_code.co_filename.startswith(_IN_BETWEEN):
        frame = frame.f_back
    made_in = frame.f_code.co_filename
    if not made_in.startswith(_HOUSE) or "/test" in made_in:
        return ""
    return package_of(f"azukari/{made_in.removeprefix(_HOUSE)}")


def check(kind: Kind, payload: Mapping[str, Value]) -> None:
    """As the ledger's own, and complete."""
    is_reference(kind, payload)
    absent = {*kind.keys} - {*payload} - {"token"} - {*SOMETIMES.get(kind.name, ())}
    if absent and is_own(_declared().get(kind.name, ""), _maker()):
        raise AssertionError(f"The event {kind} lacks {sorted(absent)}; see tests/ledger/sometimes.toml.")


def is_own(package: str, maker: str) -> bool:
    """Whether a package that writes an event of a kind that ``package`` declares answers for what it holds."""
    return {maker, package} <= {*PACKAGES} or (maker == package and package in SLICES)


vars(record)["check"] = check  # which `record.written` asks for
