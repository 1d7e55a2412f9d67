"""Numbers of a policy: each lies within its bounds, and a reminder comes before the day (P27, P30, P33, P44)."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from operator import attrgetter

from azukari.policy.finding import Finding, both
from azukari.policy.period import rough_days
from azukari.policy.terms import Period, Policy, Text

LEAST_COUNT = 3
"""Below three, whoever knows their own answer knows another's."""

_FARTHEST = 180


@dataclass(frozen=True, slots=True)
class Bound:
    """
    Args:
        clause: of a number, or of a period, which counts by its days.
        least, most: both are good.
        sentence: with places for the two.
        code: of the finding, where it is not called as the clause is.
    """

    clause: str
    least: float
    most: float
    sentence: Text
    remedy: Text
    code: str = ""


_ANSWERS = (
    both("ここは{least}から{most}までです。", "This is from {least} to {most}."),
    both("数を直してください。", "Correct the number."),
)

_BOUNDS = (
    Bound(  # what laws know (Civil Code of Japan 4; GDPR 8)
        "minors.age",
        1,
        20,
        both("年齢は{least}から{most}までです。", "The age goes from {least} to {most}."),
        both("年齢を直してください。", "Correct the age."),
    ),
    Bound(  # APPI 29 (2) with article 21 of its enforcement rules: three years from the last transfer
        "supervision.records_kept",
        rough_days(Period(years=3)),
        inf,
        both(
            "提供の記録は、最後の提供から3年以上残す決まりです(個人情報保護法第29条)。",
            "The record of a transfer is kept for three years at least after the last one (APPI 29).",
        ),
        both("3年かそれより長い期間にしてください。", "Make it 3 years or longer."),
        code="supervision.records-kept",
    ),
    Bound("questionnaires.least", LEAST_COUNT, 50, *_ANSWERS),
    Bound("questionnaires.crossings", 0, 2, *_ANSWERS),
    Bound(  # it is repeated, and a change is not put off for ever
        "training.valid",
        30,
        731,
        both("研修の有効な期間は、30日から2年までです。", "Training is valid for 30 days to 2 years."),
        both("1年がふつうです。", "A year is usual."),
    ),
    Bound(
        "training.grace_days",
        0,
        60,
        both(
            "変更を学ぶまでの猶予は、{least}日から{most}日までです。",
            "A change of the policy is studied within {least} to {most} days.",
        ),
        both("14日がふつうです。0なら猶予はありません。", "14 days are usual; with 0 there is no delay."),
        code="training.grace-days",
    ),
    Bound(  # guessing is not enough, and one slip is not the end
        "training.pass_percent",
        50,
        100,
        both(
            "合格ラインは、正解の{least}%から{most}%までです。",
            "A lesson is passed with {least} to {most} per cent of right answers.",
        ),
        both("80のように書いてください。", "Write it like 80."),
        code="training.pass-percent",
    ),
    Bound(
        "training.attempts",
        1,
        20,
        both(
            "続けて答えられる回数は、{least}回から{most}回までです。",
            "There are {least} to {most} attempts in a row.",
        ),
        both("5のように書いてください。", "Write it like 5."),
    ),
    Bound(  # GDPR 12(3): one month; APPI 33: without delay
        "requests.limit_days",
        0,
        31,
        both("期限は{most}日以内です。", "The limit is {most} days at most."),
        both("日数を短くしてください。", "Shorten it."),
        code="requests.limit",
    ),
    Bound(  # what nobody confirmed goes soon; time enough to read one's mail is left
        "unconfirmed_days",
        1,
        31,
        both("確認を待つ日数は{least}から{most}までです。", "Waiting takes {least} to {most} days."),
        both("日数を直してください。", "Correct the days."),
        code="unconfirmed.days",
    ),
    Bound(  # a form that was saved to be gone on with is not a store: it goes soon, sent or not
        "draft_days",
        0,
        60,
        both("書きかけを残す日数は{least}から{most}までです。", "A saved form waits for {least} to {most} days."),
        both(
            "日数を直してください。0なら、フォームは途中で保存できません。",
            "Correct the days. With 0, forms cannot be saved.",
        ),
        code="draft.days",
    ),
)


def numbers(policy: Policy) -> Iterator[Finding]:
    """Each within its bounds, and a batch of answers no smaller than the least count."""
    least = max(policy.questionnaires.least, LEAST_COUNT)
    for bound in (*_BOUNDS, Bound("questionnaires.batch", least, 200, *_ANSWERS)):
        if bound.clause == "minors.age" and policy.minors is None:
            continue
        held = attrgetter(bound.clause)(policy)
        if not bound.least <= (rough_days(held) if isinstance(held, Period) else held) <= bound.most:
            words = {"least": bound.least, "most": bound.most}
            sentence = {lang: text.format(**words) for lang, text in bound.sentence.items()}
            yield Finding(bound.code or bound.clause, bound.clause, sentence, bound.remedy)


_REMINDERS = (
    (
        "supervision.remind-days",
        both(
            f"期日のお知らせは、{_FARTHEST}日前から1日前までの二度です。一度目が先です。",
            f"There are two reminders, 1 to {_FARTHEST} days before the day, the earlier one first.",
        ),
    ),
    (
        "training.remind-days",
        both(
            f"研修の期限のお知らせは、{_FARTHEST}日前から1日前までの二度です。一度目が先です。",
            f"There are two reminders, 1 to {_FARTHEST} days before training ends, the earlier one first.",
        ),
    ),
)


def reminders(policy: Policy) -> Iterator[Finding]:
    """Both reminders come before the day, the first one first."""
    remedy = both("30, 7 のように書いてください。", "Write them like 30, 7.")
    for code, sentence in _REMINDERS:
        clause = code.replace("-", "_")
        first, second = attrgetter(clause)(policy)
        if not 1 <= second < first <= _FARTHEST:
            yield Finding(code, clause, sentence, remedy)
