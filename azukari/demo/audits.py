"""The demonstration's year of controls: a note for each day, with breaks that were found and mended."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current, today
from azukari.demo.checks_by_hand import add_looks
from azukari.demo.people import SETTER
from azukari.features.audits import manual
from azukari.features.audits.checklist import questions
from azukari.features.audits.day_notes import YEAR, note
from azukari.features.audits.findings import fingerprint
from azukari.features.audits.looks import enter, enter_all
from azukari.features.audits.models import (
    Answered,
    Audit,
    AuditAnswer,
    AuditState,
    Decision,
    Finding,
    Improvement,
    Observation,
)
from azukari.features.audits.observe import known, standing
from azukari.features.audits.promises import promises
from azukari.features.audits.reviews import decide, hold
from azukari.lib.control import ControlState, controls
from azukari.lib.day import begins, in_words
from azukari.lib.watched_day import GOOD_FOR, Look, reckon

_BROKEN, _UNKNOWN, _KEPT = ControlState.BROKEN, ControlState.UNKNOWN, ControlState.KEPT
_TROUBLE = (
    (312, 3, (30, 31, 24), _BROKEN),  # a review was overdue
    (268, 1, (37, 38), _UNKNOWN),
    (221, 2, (8, 29), _BROKEN),  # the mail server refused
    (187, 4, (27, 35), _UNKNOWN),  # the witness was away
    (143, 1, (44,), _BROKEN),
    (96, 2, (1,), _UNKNOWN),
    (52, 1, (41, 9), _BROKEN),
    (51, 1, (41,), _UNKNOWN),
)
"""Days ago, for how many days, which promises, and what was known of them."""

_NEVER_TRIED = ("backup", "advisories", "witnesses", "tls", "mail-authentication")
"""Controls that need a backup or somebody outside; the first round of the worker looks at them."""

_FOUND = (
    (312, 309, "contracts",
     ("The review of Kotori Delivery Inc. was due on {day}. Carry out the review and record its outcome; until then"
      " transfers are suspended."),
     "知らせの宛先が、すでに辞めた人のままだった。\nThe reminder went to somebody who had left.",
     "知らせを個人ではなく担当に届ける。\nReminders go to the duty now, not to one person."),
    (221, 219, "mail", "The mail server has taken none of the last 14 messages. Check the settings of the mail server.",
     "配信会社の側でパスワードが変えられていた。\nThe password at the provider had been changed.",
     "パスワードの変更日を、二人の予定表に入れる。\nThe change of passwords is in the calendar of two people."),
    (143, 142, "requests-in-time",
     "2 requests are over the time that the law gives. See the page Requests of the console.",
     "担当者と代理が、同じ週に休んでいた。\nOwner and deputy were on holiday in the same week.",
     "二人の休みを一緒に決める。\nHolidays of owner and deputy are planned together."),
    (52, 51, "retention",
     "The purpose magazine ended 3 times more than a day ago and still holds data. See that the worker runs.",
     "ディスクがいっぱいになり、ワーカーが止まっていた。\nThe disk was full, and the worker stood still.",
     "ディスクを大きくし、いっぱいになる前に知らせる。\nA larger disk, and an alert long before it is full."),
)  # fmt: skip
"""Opened and closed so many days ago, by which control, what it said, why, and what was done."""

_IMPROVED = (
    (300, 0, "委託先の点検の知らせが、担当を離れた人ではなく、いまの担当者全員に届くようになりました。",
     "Reminders of contractors’ reviews now reach everybody who sees to them, not one person who may have left."),
    (215, 1, "メールの送り出しが止まると、一時間以内に担当者へ知らせが届くようになりました。",
     "When mail stops going out, we now know within the hour."),
    (140, 2, "開示や訂正の求めの担当者と代理が、同じ週に休まないよう、休みを一緒に決めています。",
     "Whoever owns a request and whoever stands in no longer take holidays in the same week."),
    (48, 3, "期限を過ぎた情報の消去が止まらないよう、ディスクの空きを早めに見張っています。",
     "We now watch the space left on our disk early, so that erasing data on time never stops for lack of it."),
)  # fmt: skip


def add_year(charter: Current, *, now: datetime) -> None:
    """Notes of the past year, what was found in it and mended, what was improved, and what people looked at."""
    with transaction.atomic():
        last = today(now)
        _days(charter.policy.organisation.zone, last)
        found = [_finding(*row, now=now) for row in _FOUND]
        for ago, which, ja, en in _IMPROVED:
            at = now - timedelta(days=ago)
            Improvement.objects.create(
                day=today(at), ja=ja, en=en, finding=found[which], published_by="operator", published_at=at
            )
        _audits(charter, now)
        _kept(now)
        enter({number: state for number, (state, _since) in standing(known().values(), now).items()}, now)


_SYSTEMS = "systems@seoto.example.org"
_CONCLUDED = (
    "大きな問題のない一年でした。監査の時期と、台帳の証人を見直します。\n"
    "A year without great trouble. The time of audits and the witnesses of the ledger are to change."
)


def add_review(*, now: datetime) -> None:
    """Who sees to what was found, who audited, and the management review, with a decision done and one that waits."""
    at = now - timedelta(days=9)
    owner = f"staff:{User.objects.get(email=_SYSTEMS).reference}"
    Finding.objects.filter(owner="operator").update(owner=owner)
    Audit.objects.filter(auditor="operator").update(auditor=owner)
    add_looks(now=at)
    review = hold(today(at).year, _CONCLUDED, actor=SETTER, now=at)
    done = decide(
        review,
        "担当ごとの監査を、年の前半に終える。\nAudits are done in the first half.",
        owner=owner,
        due=today(at),
    )
    Decision.objects.filter(pk=done.pk).update(done_on=today(at), done_by="operator")
    later = today(now + timedelta(days=60))
    decide(review, "代わりの証人をもう一つ頼む。\nAsk for a second witness.", owner=owner, due=later)


def _days(zone: ZoneInfo, last: date) -> None:
    """Looks through all days of the year before that one, each day as bad as its trouble, and their notes."""
    days = [(last - timedelta(days=ago), _states(ago)) for ago in range(YEAR, 0, -1)]
    moments = [(states, begins(day, zone).astimezone(UTC) + n * GOOD_FOR) for day, states in days for n in range(3)]
    entries = enter_all(moments)
    looks = [Look(str(id), at, states) for id, (states, at) in zip(entries, moments, strict=True)]
    for place, (day, _states_of_it) in enumerate(days):
        start, end = begins(day, zone), begins(day + timedelta(days=1), zone)
        note(day, reckon(looks[max(3 * place - 1, 0) : 3 * place + 3], start, end), end + timedelta(minutes=10))


def _kept(now: datetime) -> None:
    """What the automatic controls said last, and since when: for a year, or since what was found was mended."""
    mended = {control: closed for _opened, closed, control, *_words in _FOUND}
    rows = [each for each in controls() if each.name not in {*manual.MANUALS, *_NEVER_TRIED}]
    Observation.objects.bulk_create(
        Observation(
            control=each.name,
            state=_KEPT,
            at=now,
            since=now - timedelta(days=mended.get(each.name, YEAR)),
            shelf_hours=int(each.shelf.total_seconds() // 3600),
        )
        for each in rows
    )


def _states(ago: int) -> Mapping[int, ControlState]:
    found = dict.fromkeys(promises(), _KEPT)
    for first, days, numbers, state in _TROUBLE:
        if first - days < ago <= first:
            found |= dict.fromkeys(numbers, state)
    return found


def _finding(opened: int, closed: int, control: str, said: str, cause: str, action: str, *, now: datetime) -> Finding:
    at, end = now - timedelta(days=opened), now - timedelta(days=closed)
    said = said.format(day=in_words(today(at - timedelta(days=1)), "en"))
    return Finding.objects.create(
        control=control,
        fingerprint=fingerprint(control, said),
        said=said,
        opened_at=at,
        seen_at=end,
        closed_at=end,
        closed_by="worker",
        cause=cause,
        action=action,
        owner="operator",
        due=today(end),
        is_effective=True,
        judged_by="operator",
        judged_at=end + timedelta(days=30) if closed > 30 else None,
    )


_SEEN = {
    "reasons": (
        "理由の書き方が人によって違うので、例を挙げて伝えた。\n"
        "Reasons are worded differently from person to person; examples were given."
    )
}
"""What the auditor noted beside an answer, by question; those could be better, the rest was in order."""
_CLOSED = (
    "担当の仕事は、決めたとおりに行われていた。理由の書き方を、次の研修で取り上げる。\n"
    "The duty works as it was agreed. How to word a reason comes up in the next training."
)


def _audits(charter: Current, now: datetime) -> None:
    at = now - timedelta(days=120)
    year = today(now).year
    done = {"state": AuditState.CLOSED, "begun_at": at - timedelta(days=2), "closed_at": at}
    audit = Audit.objects.create(
        year=year, duty="membership", auditor="operator", planned_on=today(at), words=_CLOSED, **done
    )
    AuditAnswer.objects.bulk_create(
        AuditAnswer(
            audit=audit,
            question=slug,
            outcome=Answered.OBSERVATION if slug in _SEEN else Answered.CONFORMS,
            words=_SEEN.get(slug, ""),
            answered_at=at,
        )
        for slug in questions(charter.policy.duties["membership"], today(at))
    )
    for ahead, duty in ((20, "feedback"), (50, "magazine")):
        Audit.objects.create(year=year, duty=duty, planned_on=today(now + timedelta(days=ahead)))
