"""What the rule packs ask in an audit: the manual part of each duty in force, and each gap."""

from collections.abc import Sequence
from datetime import date

from azukari.both_languages import BothLanguages
from azukari.features.rules.laws import packs
from azukari.policy.cited import cited
from azukari.policy.ruleset import RuleRow
from azukari.policy.terms import Act, Text
from azukari.shells.staff.audit_questions import AuditQuestion


def asked(day: date) -> Sequence[AuditQuestion]:
    """The questions that hold on a day, in the order of the packs."""
    return [
        AuditQuestion(row.id, _asks(row), frozenset(Act(act) for act in row.acts))
        for pack in packs().values()
        for row in pack.at(day)
        if row.acts and row.begins <= day
    ]


def _asks(row: RuleRow) -> Text:
    clause = {"ja": cited(row.clause, "ja"), "en": row.clause}
    if row.gap:
        return BothLanguages(
            "%(clause)s: %(duty)s What is done, and by whom, about what is known to be missing: “%(gap)s”?",
            clause=clause,
            duty=row.duty,
            gap=_bare(row.gap),
        )
    return BothLanguages(
        "%(clause)s: %(duty)s Is the part that people do done: “%(manual)s”?",
        clause=clause,
        duty=row.duty,
        manual=_bare(row.manual),
    )


def _bare(sentence: Text) -> Text:
    """A sentence to be quoted in another: without its stop."""
    return {lang: said.removesuffix("。").removesuffix(".") for lang, said in sentence.items()}
