"""What the rule packs ask in an audit: the manual part of each duty in force, and each gap."""

from collections.abc import Sequence
from datetime import date

from azukari.desk.audit_questions import AuditQuestion
from azukari.policy.cited import cited
from azukari.policy.finding import both
from azukari.policy.ruleset import RuleRow
from azukari.policy.terms import Act, Text
from azukari.stewardship.rules.laws import packs


def asked(day: date) -> Sequence[AuditQuestion]:
    """The questions that hold on a day, in the order of the packs."""
    return [
        AuditQuestion(row.id, _asks(row), frozenset(Act(act) for act in row.acts))
        for pack in packs().values()
        for row in pack.at(day)
        if row.acts and row.begins <= day
    ]


def _asks(row: RuleRow) -> Text:
    clause = cited(row.clause, "ja")
    if row.gap:
        return both(
            f"{clause}：{row.duty['ja']}まだ足りない点「{_bare(row.gap['ja'])}」について、誰が何をしていますか。",
            f"{row.clause}: {row.duty['en']} What is done, and by whom, about what is known to be missing:"
            f" “{_bare(row.gap['en'])}”?",
        )
    return both(
        f"{clause}：{row.duty['ja']}人が行うこと「{_bare(row.manual['ja'])}」は、行われていますか。",
        f"{row.clause}: {row.duty['en']} Is the part that people do done: “{_bare(row.manual['en'])}”?",
    )


def _bare(sentence: str) -> str:
    """A sentence to be quoted in another: without its stop."""
    return sentence.removesuffix("。").removesuffix(".")
