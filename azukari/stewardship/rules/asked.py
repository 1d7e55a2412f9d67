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
            f"{clause}「{row.duty['ja']}」：足りないと分かっていることに、誰が何をしていますか({row.gap['ja']})。",
            f"{row.clause}, “{row.duty['en']}”: what is done, and by whom, about what is known not to be met"
            f" ({row.gap['en']})?",
        )
    return both(
        f"{clause}「{row.duty['ja']}」：人が行うこと({row.manual['ja']})は、行われていますか。",
        f"{row.clause}, “{row.duty['en']}”: is the part that people have in it done ({row.manual['en']})?",
    )
