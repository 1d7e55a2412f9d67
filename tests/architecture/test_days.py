"""Time zones: a day is the organisation's day. A moment becomes a day only on a clock that somebody has named."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT, trees

_NAMED = {"astimezone", "at_home", "localtime"}
_OF_DAYS = ("%d", "%Y", "%m", "%b", "%B")
_REASONS = {
    "azukari/core/vault/suppression.py": "a row's own mark, shown to nobody",
    "azukari/lib/rate.py": "windows of a limit; its docstring says UTC",
    "azukari/policy/office.py": "of moments that were taken to the office's zone above",
    "azukari/site/wellknown.py": "RFC 9116 wants UTC",
    "azukari/core/backup/keep.py": "names of bundles, with their Z",
    "azukari/core/backup/restore.py": "says UTC",
    "azukari/cli/restore.py": "says UTC",
    "azukari/cli/clock.py": "says UTC",
    "azukari/cli/restore_clock.py": "says UTC",
    "azukari/cli/removals.py": "says UTC",
    "azukari/core/backup/gap.py": "says UTC; in the ledger a mark that no page shows",
    "azukari/core/backup/journal_head.py": "says UTC",
    "azukari/core/backup/removals.py": "names of files that only the program reads",
    "azukari/shells/worker/integrity.py": "says UTC",
    "azukari/cli/settings_tls.py": "days of a certificate, which are UTC",
    "azukari/features/audits/figures_of_year.py": "names of months, which are days already",
    "azukari/features/director/page.py": "months, which are days already",
    "azukari/shells/staff/figures.py": "months that the database took in the zone of the organisation",
}


def _unnamed(tree: ast.AST) -> Iterator[int]:
    """Lines on which a moment is cut down to a day, and no zone stands beside it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            bare = not node.args and not node.keywords
            if node.func.attr == "date" and bare and not _has_zone(node.func.value):
                yield node.lineno
            if node.func.attr == "strftime" and not _has_zone(node.func.value):
                formats = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if any(part in text for text in formats for part in _OF_DAYS):
                    yield node.lineno
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(str(part.value) for part in ast.walk(node.format_spec) if isinstance(part, ast.Constant))
            # A name alone (``{day:%b}``) is a date already; a moment is an attribute or a sum.
            if any(part in spec for part in _OF_DAYS) and not _has_zone(node.value) and not _is_day(node.value):
                yield node.lineno


def _has_zone(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in _NAMED


def _is_day(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"day", "closes", "local"}


def test_a_moment_becomes_a_day_only_where_the_organisation_is():
    files = trees(r"\.date\(\)|\bstrftime\b|%[dYmbB]")
    found = {f"{path.relative_to(ROOT)}:{line}" for path, _, tree in files for line in _unnamed(tree)}
    assert not {place for place in found if place.split(":")[0] not in _REASONS}, "Use policy.organisation.day."
    assert {place.split(":")[0] for place in found} >= {"azukari/core/vault/suppression.py"}, "It still finds them."
