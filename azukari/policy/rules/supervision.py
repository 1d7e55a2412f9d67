"""How recipients are watched over: records of what went to them stay long enough, and reminders come before the day
(P27, P30).
"""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.period import rough_days
from azukari.policy.terms import Period, Policy

_LEAST = Period(years=3)  # APPI 29 (2) with article 21 of its enforcement rules: three years from the last transfer
_FARTHEST = 180


def records(policy: Policy) -> Iterator[Finding]:
    """The record of a transfer outlives it by the years that the law asks for."""
    if rough_days(policy.supervision.records_kept) < rough_days(_LEAST):
        yield Finding(
            "supervision.records-kept",
            "supervision.records_kept",
            both(
                "提供の記録は、最後の提供から3年以上残す決まりです(個人情報保護法第29条)。",
                "The record of a transfer is kept for three years at least after the last one (APPI 29).",
            ),
            both("3年かそれより長い期間にしてください。", "Make it 3 years or longer."),
        )


def reminders(policy: Policy) -> Iterator[Finding]:
    """Both reminders come before the day, the first one first."""
    first, second = policy.supervision.remind_days
    if not 1 <= second < first <= _FARTHEST:
        yield Finding(
            "supervision.remind-days",
            "supervision.remind_days",
            both(
                f"期日のお知らせは、{_FARTHEST}日前から1日前までの二度です。一度目が先です。",
                f"There are two reminders, 1 to {_FARTHEST} days before the day, the earlier one first.",
            ),
            both("30, 7 のように書いてください。", "Write them like 30, 7."),
        )
