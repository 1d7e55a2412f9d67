"""Changes of numbers that people rely on: days until an answer, until an unconfirmed entry goes, and so on."""

from collections.abc import Iterator
from operator import attrgetter

from azukari.policy.change import Change, narrowed, neutral, widened
from azukari.policy.period import rough_days
from azukari.policy.terms import Period, Policy
from azukari.policy.widening import other_body

_LENGTHS = (
    ("unconfirmed_days", "確認のない申し込みを消すまでの期間", "The time until an unconfirmed entry is erased"),
    ("draft_days", "書きかけのフォームを残す期間", "The time for which a saved form waits"),
    ("requests.target_days", "ご請求に答えるまでの目標の日数", "The days in which we aim to answer a request"),
    ("requests.limit_days", "ご請求に答える期限の日数", "The days within which a request is answered"),
    ("requests.cases_kept", "ご請求の記録を残す期間", "The time for which the record of a request is kept"),
    ("supervision.records_kept", "提供の記録を残す期間", "The time for which the record of a transfer is kept"),
    ("statistics.retention", "アクセス統計を残す期間", "The time for which page statistics are kept"),
    ("training.valid", "職員の学び直しまでの期間", "The time until staff study the policy again"),
    (
        "training.grace_days",
        "ポリシーの変更を職員が学ぶまでの猶予",
        "The time in which staff study a change of the policy",
    ),
)
"""Clause of a number of days or a period; Japanese, English."""

_OF_WHAT_IS_THERE = frozenset({"requests.cases_kept", "supervision.records_kept"})
"""Lengths that reach data that is there already. An unconfirmed entry that is there has its end."""


def lengths(old: Policy, new: Policy) -> Iterator[Change]:
    for clause, ja, en in _LENGTHS:
        was, will = (_days(attrgetter(clause)(policy)) for policy in (old, new))
        if will > was:
            there = clause in _OF_WHAT_IS_THERE
            yield widened(clause, f"{ja}が長くなります。", f"{en} becomes longer.", existing=there)
        elif will < was:
            yield narrowed(clause, f"{ja}が短くなります。", f"{en} becomes shorter.")


def _days(length: int | Period) -> float:
    return rough_days(length) if isinstance(length, Period) else length


_NUMBERS = (
    (
        "questionnaires.least",
        1,
        "アンケートの結果で数を出さない下限が、{0}から{1}に変わります。",
        "Results of questionnaires showed no count below {0}; they will show none below {1}.",
    ),
    (
        "questionnaires.batch",
        1,
        "誰のものでもない回答を混ぜ合わせる件数が、{0}件から{1}件に変わります。",
        "Answers that belong to nobody were mixed {0} at a time; it will be {1}.",
    ),
    (
        "questionnaires.crossings",
        -1,
        "アンケートの結果を掛け合わせる質問の数の上限が、{0}から{1}に変わります。",
        "The number of questions by which results of questionnaires are crossed was {0} at most; it will be {1}.",
    ),
    (
        "statistics.fold_below",
        1,
        "統計で「その他」にまとめる下限が、{0}から{1}に変わります。",
        "Page statistics told values apart from {0} views a day on; it will be {1}.",
    ),
    (
        "training.pass_percent",
        1,
        "研修の合格ラインが、正解{0}%から{1}%に変わります。",
        "A lesson was passed with {0}% right answers; it will be with {1}%.",
    ),
)
"""Clause of a number; whether it protects the more the larger (1) or the smaller (-1) it is; Japanese, English. Answers
given before keep the stricter terms.
"""


def numbers(old: Policy, new: Policy) -> Iterator[Change]:
    """How far results stay away from single people, and how well staff have to know the policy."""
    for clause, protects, ja, en in _NUMBERS:
        was, will = (attrgetter(clause)(policy) for policy in (old, new))
        make = narrowed if (will - was) * protects > 0 else widened
        if was != will:
            yield make(clause, ja.format(was, will), en.format(was, will))


_DETAILS = (
    ("requests.hours", "お問い合わせの受付時間が変わります。", "The office hours change."),
    ("requests.phone", "お問い合わせの電話番号が変わります。", "The phone number for requests changes."),
    ("requests.complaints", "不服の申し立て先が変わります。", "Where one may complain changes."),
    (
        "supervision.remind_days",
        "点検や契約などの期日を知らせる時期が変わります。",
        "The days on which reminders of reviews, contracts and the like go out change.",
    ),
    (
        "training.attempts",
        "研修の問題に続けて答えられる回数が変わります。",
        "How often the questions of a lesson may be tried in a row changes.",
    ),
    (
        "training.remind_days",
        "研修の期限を知らせる時期が変わります。",
        "The days on which staff are reminded of their training change.",
    ),
)
"""Clause of what takes nothing from people, whichever way it changes; Japanese, English."""


def details(old: Policy, new: Policy) -> Iterator[Change]:
    return (neutral(*each) for each in _DETAILS if attrgetter(each[0])(old) != attrgetter(each[0])(new))


def controller(old: Policy, new: Policy) -> Iterator[Change]:
    """Another body behind the policy is another body that holds the data."""
    if other_body(old, new):
        yield widened(
            "organisation.registration",
            "情報をお預かりする団体が変わります。",
            "The body that keeps the data changes.",
            existing=True,
        )


def statistics(old: Policy, new: Policy) -> Iterator[Change]:
    """Which sites are counted, and who may see the totals."""
    before, after = old.statistics, new.statistics
    for site in after.sites:
        if site not in before.sites:
            ja, en = f"{site} の閲覧も数えます。", f"Views of {site} are counted as well."
            yield widened("statistics.sites", ja, en, existing=False)
    for site in before.sites:
        if site not in after.sites:
            ja, en = f"{site} の閲覧を数えなくなります。", f"Views of {site} are counted no longer."
            yield narrowed("statistics.sites", ja, en)
    if before.public != after.public:
        yield neutral(
            "statistics.public",
            "アクセス統計を公開します。" if after.public else "アクセス統計を公開しなくなります。",
            "Page statistics become public." if after.public else "Page statistics are public no longer.",
        )
