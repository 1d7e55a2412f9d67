"""Training of staff: it comes round, it asks for something, and reminders come before it ends (P33)."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.period import rough_days
from azukari.policy.terms import Policy

_LEAST, _MOST = 30, 731
_HALF, _ALL = 50, 100
_MOST_ATTEMPTS = 20
_LONGEST_GRACE = 60
_FARTHEST = 180


def repeated(policy: Policy) -> Iterator[Finding]:
    """It is repeated, and a change is not put off for ever."""
    if not _LEAST <= rough_days(policy.training.valid) <= _MOST:
        yield Finding(
            "training.valid",
            "training.valid",
            both("研修の有効な期間は、30日から2年までです。", "Training is valid for 30 days to 2 years."),
            both("1年がふつうです。", "A year is usual."),
        )
    if not 0 <= policy.training.grace_days <= _LONGEST_GRACE:
        yield Finding(
            "training.grace-days",
            "training.grace_days",
            both(
                f"変更を学ぶまでの猶予は、0日から{_LONGEST_GRACE}日までです。",
                f"A change of the policy is studied within 0 to {_LONGEST_GRACE} days.",
            ),
            both("14日がふつうです。0なら猶予はありません。", "14 days are usual; with 0 there is no delay."),
        )


def passed(policy: Policy) -> Iterator[Finding]:
    """Guessing is not enough, and one slip is not the end."""
    if not _HALF <= policy.training.pass_percent <= _ALL:
        yield Finding(
            "training.pass-percent",
            "training.pass_percent",
            both(
                "合格ラインは、正解の50%から100%までです。",
                "A lesson is passed with 50 to 100 per cent of right answers.",
            ),
            both("80のように書いてください。", "Write it like 80."),
        )
    if not 1 <= policy.training.attempts <= _MOST_ATTEMPTS:
        yield Finding(
            "training.attempts",
            "training.attempts",
            both(
                f"続けて答えられる回数は、1回から{_MOST_ATTEMPTS}回までです。",
                f"There are 1 to {_MOST_ATTEMPTS} attempts in a row.",
            ),
            both("5のように書いてください。", "Write it like 5."),
        )


def reminders(policy: Policy) -> Iterator[Finding]:
    """Both reminders come before the end, the first one first."""
    first, second = policy.training.remind_days
    if not 1 <= second < first <= _FARTHEST:
        yield Finding(
            "training.remind-days",
            "training.remind_days",
            both(
                f"研修の期限のお知らせは、{_FARTHEST}日前から1日前までの二度です。一度目が先です。",
                f"There are two reminders, 1 to {_FARTHEST} days before training ends, the earlier one first.",
            ),
            both("30, 7 のように書いてください。", "Write them like 30, 7."),
        )
