"""Changes of numbers that people rely on: days until an answer, until an unconfirmed entry goes, and so on."""

from collections.abc import Callable, Iterator

from azukari.policy import period
from azukari.policy.change import Change, narrowed, neutral, widened
from azukari.policy.terms import Policy
from azukari.policy.widening import other_body

# clause, the number or length in days, Japanese, English, whether it reaches data that is there already
_LENGTHS: tuple[tuple[str, Callable[[Policy], float], str, str, bool], ...] = (
    (
        "unconfirmed_days",
        lambda policy: policy.unconfirmed_days,
        "確認のない申し込みを消すまでの期間",
        "The time until an unconfirmed entry is erased",
        False,  # what is there already has its end
    ),
    (
        "draft_days",
        lambda policy: policy.draft_days,
        "書きかけのフォームを残す期間",
        "The time for which a saved form waits",
        False,
    ),
    (
        "requests.target_days",
        lambda policy: policy.requests.target_days,
        "ご請求に答えるまでの目標の日数",
        "The days in which we aim to answer a request",
        False,
    ),
    (
        "requests.limit_days",
        lambda policy: policy.requests.limit_days,
        "ご請求に答える期限の日数",
        "The days within which a request is answered",
        False,
    ),
    (
        "requests.cases_kept",
        lambda policy: period.rough_days(policy.requests.cases_kept),
        "ご請求の記録を残す期間",
        "The time for which the record of a request is kept",
        True,
    ),
    (
        "supervision.records_kept",
        lambda policy: period.rough_days(policy.supervision.records_kept),
        "提供の記録を残す期間",
        "The time for which the record of a transfer is kept",
        True,
    ),
    (
        "statistics.retention",
        lambda policy: period.rough_days(policy.statistics.retention),
        "アクセス統計を残す期間",
        "The time for which page statistics are kept",
        False,
    ),
    (
        "training.valid",
        lambda policy: period.rough_days(policy.training.valid),
        "職員の学び直しまでの期間",
        "The time until staff study the policy again",
        False,
    ),
    (
        "training.grace_days",
        lambda policy: policy.training.grace_days,
        "ポリシーの変更を職員が学ぶまでの猶予",
        "The time in which staff study a change of the policy",
        False,
    ),
)


def lengths(old: Policy, new: Policy) -> Iterator[Change]:
    for clause, of, ja, en, existing in _LENGTHS:
        if of(new) > of(old):
            yield widened(clause, f"{ja}が長くなります。", f"{en} becomes longer.", existing=existing)
        elif of(new) < of(old):
            yield narrowed(clause, f"{ja}が短くなります。", f"{en} becomes shorter.")


_NUMBERS: tuple[tuple[str, Callable[[Policy], int], str, str], ...] = (
    (
        "questionnaires.least",
        lambda policy: policy.questionnaires.least,
        "アンケートの結果で数を出さない下限が、{0}から{1}に変わります。",
        "Results of questionnaires showed no count below {0}; they will show none below {1}.",
    ),
    (
        "questionnaires.batch",
        lambda policy: policy.questionnaires.batch,
        "誰のものでもない回答を混ぜ合わせる件数が、{0}件から{1}件に変わります。",
        "Answers that belong to nobody were mixed {0} at a time; it will be {1}.",
    ),
    (
        "questionnaires.crossings",
        lambda policy: -policy.questionnaires.crossings,
        "アンケートの結果を掛け合わせる質問の数の上限が、{0}から{1}に変わります。",
        "The number of questions by which results of questionnaires are crossed was {0} at most; it will be {1}.",
    ),
)
"""Clause, what protects the more the larger it is, Japanese, English. Answers given before keep the stricter terms."""


def questionnaires(old: Policy, new: Policy) -> Iterator[Change]:
    """How far results stay away from single people."""
    for clause, of, ja, en in _NUMBERS:
        was, will = of(old), of(new)
        make = narrowed if will > was else widened
        if was != will:
            yield make(clause, ja.format(abs(was), abs(will)), en.format(abs(was), abs(will)))


def hours(old: Policy, new: Policy) -> Iterator[Change]:
    if old.requests.hours != new.requests.hours:
        yield neutral("requests.hours", "お問い合わせの受付時間が変わります。", "The office hours change.")


def reminders(old: Policy, new: Policy) -> Iterator[Change]:
    if old.supervision.remind_days != new.supervision.remind_days:
        yield neutral(
            "supervision.remind_days",
            "点検や契約などの期日を知らせる時期が変わります。",
            "The days on which reminders of reviews, contracts and the like go out change.",
        )


def training(old: Policy, new: Policy) -> Iterator[Change]:
    """How well staff have to know it, and when they are reminded."""
    was, will = old.training, new.training
    if will.pass_percent != was.pass_percent:
        make = narrowed if will.pass_percent > was.pass_percent else widened
        yield make(
            "training.pass_percent",
            f"研修の合格ラインが、正解{was.pass_percent}%から{will.pass_percent}%に変わります。",
            f"A lesson was passed with {was.pass_percent}% right answers; it will be with {will.pass_percent}%.",
        )
    if will.attempts != was.attempts:
        yield neutral(
            "training.attempts",
            "研修の問題に続けて答えられる回数が変わります。",
            "How often the questions of a lesson may be tried in a row changes.",
        )
    if will.remind_days != was.remind_days:
        yield neutral(
            "training.remind_days",
            "研修の期限を知らせる時期が変わります。",
            "The days on which staff are reminded of their training change.",
        )


def contact(old: Policy, new: Policy) -> Iterator[Change]:
    if old.requests.phone != new.requests.phone:
        yield neutral(
            "requests.phone", "お問い合わせの電話番号が変わります。", "The phone number for requests changes."
        )
    if old.requests.complaints != new.requests.complaints:
        yield neutral("requests.complaints", "不服の申し立て先が変わります。", "Where one may complain changes.")


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
    """Which sites are counted, how small a number is told apart, and who may see the totals."""
    before, after = old.statistics, new.statistics
    for site in after.sites:
        if site not in before.sites:
            ja, en = f"{site} の閲覧も数えます。", f"Views of {site} are counted as well."
            yield widened("statistics.sites", ja, en, existing=False)
    for site in before.sites:
        if site not in after.sites:
            ja, en = f"{site} の閲覧を数えなくなります。", f"Views of {site} are counted no longer."
            yield narrowed("statistics.sites", ja, en)
    if before.fold_below != after.fold_below:
        ja = f"統計で「その他」にまとめる下限が、{before.fold_below}から{after.fold_below}に変わります。"
        en = (
            f"Page statistics told values apart from {before.fold_below} views a day on; it will be {after.fold_below}."
        )
        fewer = after.fold_below < before.fold_below
        yield (
            widened("statistics.fold_below", ja, en, existing=False)
            if fewer
            else narrowed("statistics.fold_below", ja, en)
        )
    if before.public != after.public:
        yield neutral(
            "statistics.public",
            "アクセス統計を公開します。" if after.public else "アクセス統計を公開しなくなります。",
            "Page statistics become public." if after.public else "Page statistics are public no longer.",
        )
