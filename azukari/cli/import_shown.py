"""What an import tells of itself: for a person at a terminal, and for another program. Rows and columns, no values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from azukari.core.forms.importing.basis import Dated
from azukari.core.forms.importing.choice_words import accepted_words
from azukari.core.forms.importing.examine import Plan
from azukari.core.forms.importing.refusal import SENTENCES, Refusal
from azukari.core.forms.importing.run import Counts
from azukari.core.forms.importing.table import Table
from azukari.core.policy_versions.current import Current
from azukari.lib.terminal import progress, say, say_json

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    Args:
        job: the import, None for a dry run.
        known: whether it was finished before.
        lacking: the options without which it could not come in yet; days that were not said count as today.
    """

    plan: Plan
    table: Table
    charter: Current
    counts: Counts
    refusals: Iterable[Refusal]
    job: UUID | None = None
    known: bool = False
    lacking: Sequence[str] = ()


def show_progress(table: Table) -> Callable[[Counts], None]:
    """Says on stderr how far it is: at once, and then every other second."""
    tell = progress("rows", at_once=True)
    return lambda counts: tell(counts.rows, table.count)


def show(shown: ImportReport, *, as_json: bool) -> int:
    """Print the outcome. Returns the exit code: 1 if no row came in."""
    (_show_json if as_json else _show_text)(shown)
    return 0 if shown.counts.accepted + shown.counts.asked else 1


def _show_json(shown: ImportReport) -> None:
    counts = shown.counts
    say_json(
        {
            "dry_run": shown.job is None,
            "import": shown.job,
            "form": shown.plan.form.slug,
            "charter": shown.charter.number,
            "file": {
                "sha256": shown.table.sha256,
                "read_as": shown.table.source.described,
                "export_of": shown.plan.shape.name if shown.plan.shape else None,
                "rows": shown.table.count,
            },
            "columns": [
                {"column": name, "becomes": _becomes(shown.plan, at)} for at, name in enumerate(shown.table.header)
            ],
            "accepted": counts.accepted,
            "asked": counts.asked,
            "lacking": list(shown.lacking),
            "refused": counts.refused,
            "refusals": [
                {
                    "row": refusal.row,
                    "column": _column(shown.table, refusal) or None,
                    "field": refusal.field or None,
                    "code": refusal.code,
                }
                for refusal in shown.refusals
            ],
        }
    )


def _column(table: Table, refusal: Refusal) -> str:
    return table.header[refusal.column - 1] if refusal.column else ""


def _reason(plan: Plan, refusal: Refusal) -> str:
    """In a sentence; where a cell names no choice, with the first words that would."""
    reason, field = SENTENCES.get(refusal.code, ""), plan.form.field(refusal.field)
    if field is None or refusal.code != "not_a_choice":
        return reason
    return f"{reason} It may say: {' · '.join(accepted_words(field, plan.policy.languages[0]))}"


def _becomes(plan: Plan, column: int) -> list[str]:
    """What a column is used for, as fields and days; empty where it is not taken."""
    fields = [field for field, columns in plan.columns.items() if column in columns]
    dated: list[tuple[str, Dated | None]] = [("told", plan.days.told), ("confirmed", plan.days.confirmed)]
    dated += [(f"consent.{purpose}", where) for purpose, where in plan.days.consented.items()]
    return fields + [name for name, where in dated if type(where) is int and where == column]


def _show_text(shown: ImportReport) -> None:
    counts, table, plan = shown.counts, shown.table, shown.plan
    tool = f", an export of {plan.shape.name}" if plan.shape else ""
    version = f"“{plan.form.slug}”, charter {shown.charter.number}"
    say(f"Read as {table.source.described}{tool}: {table.count:,} rows for {version}.")
    if shown.job is None:
        for at, name in enumerate(table.header):
            say(f"  {name or f'column {at + 1}'} -> {', '.join(_becomes(plan, at)) or '(not imported)'}")
        for field, value in plan.constants.items():
            say(f"  all rows: {field} = {value}")
    refusals = iter(shown.refusals)
    for refusal in islice(refusals, MOST_LINES):
        where = f"row {refusal.row}"
        where += f", column “{_column(table, refusal)}”" if refusal.column else ""
        field = f" ({refusal.field})" if refusal.field else ""
        say(f"  {where}{field}: {refusal.code}. {_reason(plan, refusal)}")
    if more := sum(1 for _ in refusals):
        say(f"  and {more:,} more; --json shows all.")
    if shown.known:
        say("This file was imported before; nothing was done.")
    come, asked = ("would come in", "would be asked") if shown.job is None else ("came in", "are asked")
    say(f"{counts.accepted:,} rows {come}, {counts.asked:,} {asked} by email, {counts.refused:,} stay outside.")
    if shown.lacking:
        say(f"Before they come in, say {', '.join(shown.lacking)} as well. Days not said count as today here.")
