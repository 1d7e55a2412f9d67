"""Rules for the results of questionnaires: numbers with which nobody's answer can be told."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.terms import Policy

LEAST = (3, 50)
"""Below three, whoever knows their own answer knows another's."""

MOST_BATCH = 200
MOST_CROSSINGS = 2


def numbers(policy: Policy) -> Iterator[Finding]:
    """Each within its bounds, and a batch no smaller than the least count."""
    terms = policy.questionnaires
    for code, value, low, high in (
        ("questionnaires.least", terms.least, *LEAST),
        ("questionnaires.batch", terms.batch, max(terms.least, LEAST[0]), MOST_BATCH),
        ("questionnaires.crossings", terms.crossings, 0, MOST_CROSSINGS),
    ):
        if not low <= value <= high:
            yield Finding(
                code,
                code,
                both(f"ここは{low}から{high}までです。", f"This is from {low} to {high}."),
                both("数を直してください。", "Correct the number."),
            )
