"""What is red: a table that should be as it was, a control that was kept, a page that breaks, the ledger."""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import resolve

from tests.matrix.looking import GONE
from tests.matrix.operations import ANYTHING, LEDGER

BEGUN_ANEW = frozenset({"vault.SearchCode", "vault.SearchIndex", "members.KnownPayer"})
"""Tables that no backup holds and that a restore fills again."""

BREAKS: Mapping[tuple[str, str], str] = {
    (at, "reading"): "the gallery's clerk opens many records in a minute, and the job sees that"
    for at in ("jobs", "job: unusual reading")
}
"""Controls that rightly find something after an operation, each with the reason."""

ANSWERS_OTHERWISE: Mapping[tuple[str, str], str] = {
    ("new keys", "ledger-handovers"): "there is one now",
    ("ask anew", "me-question"): "there is a question now",
    ("undo an import", "me-membership-card"): "who was taken out of the register is no member any more",
    ("undo an import", "console-opening"): "the opening came of a list, and went with it",
    ("undo an import", "console-shift"): "the shift came of a list, and went with it",
}
"""Pages, by the names of their addresses, that rightly answer otherwise after an operation, each with the reason."""

SAYS_ANOTHER: Mapping[tuple[str, str], str] = {}
"""Tables that an operation changes beside those that it says, each with the reason."""


def errors(pages: Mapping[str, str]) -> list[str]:
    """The pages that met an error of the program."""
    return [f"page {path}: {status}" for path, status in pages.items() if not _is_answer(status)]


def _is_answer(status: str) -> bool:
    return status == GONE or (status.isdigit() and int(status) < 500)


def red(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    may: Collection[str],
    at: str,
    later: bool = False,
    rows: Collection[str] = ANYTHING,
) -> list[str]:
    """Everything that is red after an operation, in sentences.

    Args:
        may: the tables that it may change, besides the ledger's.
        at: the operation's name.
        rows: the tables of which rows may come and go; of the others what stands in them alone may change.
        later: whether time has gone by, so that controls find what was not done meanwhile.
    """
    found = [f"wrong: {one}" for one in after["wrong"]] + [f"ledger: {one}" for one in after["ledger"]]
    if may is not ANYTHING:
        known = before["tables"]
        for label, state in after["tables"].items():
            if state != known[label] and label not in may and label not in LEDGER and (at, label) not in SAYS_ANOTHER:
                found.append(f"table {label}: {known[label][0]} rows before, {state[0]} after")
            elif state[2] != known[label][2] and rows is not ANYTHING and label not in rows and label not in LEDGER:
                found.append(f"table {label}: other rows, {known[label][0]} before, {state[0]} after")
    for name, said in after["controls"].items() if not later else ():
        if said[0] != "kept" and said != before["controls"][name] and (at, name) not in BREAKS:
            found.append(f"control {name}: {' '.join(said)}")
    found += errors(after["pages"])
    if may is not ANYTHING:
        for path, status in after["pages"].items():
            same = status == before["pages"][path] or (at, resolve(path).view_name) in ANSWERS_OTHERWISE
            if not same and _is_answer(status):
                found.append(f"page {path}: {before['pages'][path]} before, {status} after")
    return found
