"""The table of docs/promises.md: what enforces each promise, what its tests see taken out, two ways to break it.

`python -m tests.promises` writes it anew.
"""

from azukari.features.audits.promises import promises
from azukari.lib.control import ControlState, find
from tests.mutants.listed import ROOT
from tests.promises.taken_out import taken_out
from tests.promises.ways import BREAKS, WAYS

DOCUMENT = ROOT / "docs/promises.md"
_BEGIN = "<!-- written by python -m tests.promises -->"
_HEAD = (
    "| | promise | enforced in | taken out, and seen by its tests | broken by | noticed by | then |\n"
    + "|---" * 7
    + "|"
)


def table() -> str:
    """One line for each way to break a promise; the first of them says the rest as well."""
    lines = [_HEAD]
    for number, promise in promises().items():
        files = "<br>".join(f"`{file}`" for file in promise.enforced)
        faults = "<br>".join(f"`{fault.name}`" for fault in taken_out(promise))
        tests = "<br>".join(f"`{test}`" for test in promise.tests)
        cells = [promise.code, promise.says["en"], files, f"{faults}<br>{tests}"]
        for name in BREAKS[number]:
            way = WAYS[name]
            control = find(way.control)
            assert control is not None
            hours = f", {_shelf(control.shelf.days)}" if way.state is ControlState.UNKNOWN else ""
            lines.append(
                "| " + " | ".join([*cells, f"{way.by}: {way.words}", f"`{way.control}`", way.state + hours]) + " |"
            )
            cells = ["", "", "", ""]
    return "\n".join(lines)


def _shelf(days: int) -> str:
    return f"{days} days after the last look"


def written() -> str:
    """The document with the table as it is now."""
    before, _mark, _old = DOCUMENT.read_text("utf-8").partition(_BEGIN)
    return f"{before}{_BEGIN}\n\n{table()}\n"
