"""Which row of a page a finding stands beside."""

from collections.abc import Iterable, Iterator

from azukari.features.policy.rows import FieldRow
from azukari.policy.finding import Finding


def place(rows: Iterable[FieldRow], findings: Iterable[Finding]) -> list[Finding]:
    """Put each finding beside the row that it concerns; returns those that concern none of them."""
    flat = list(flatten(rows))
    left = []
    for finding in findings:
        covering = (row for row in flat if f"{finding.clause}.".startswith(f"{row.clause}."))
        row = max(covering, key=lambda row: len(row.clause), default=None)
        if row is None:
            left.append(finding)
        else:
            row.findings.append(finding)
    return left


def flatten(rows: Iterable[FieldRow]) -> Iterator[FieldRow]:
    """All rows, those inside others as well."""
    for row in rows:
        yield row
        yield from flatten(row.rows)
