"""What else happened in the demonstration's two years: readers who came and went, requests, a transfer."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from azukari.core.cases.lifecycle import Request, answer, open_case
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import ListDay
from azukari.features.rights.carry_out import carry_out_case
from azukari.features.rights.decision import decide
from azukari.policy.casework import CaseChannel, CaseKind, Outcome, ReplyBy
from azukari.policy.terms import Organisation

_GONE = 46  # who read the magazine for a while
_CASES = (
    (CaseKind.RELEASE, CaseChannel.PHONE, 1),
    (CaseKind.CORRECTION, CaseChannel.LETTER, 4),
    (CaseKind.STOP_USE, CaseChannel.OWN_PAGE, 9),
    (CaseKind.QUESTION, CaseChannel.PHONE, 12),
)
"""What was asked, by which way, so many days ago."""
_ANSWERED = ((320, 3), (270, 1), (231, 2), (188, 5), (140, 2), (96, 1), (61, 4), (33, 2))
"""Questions by telephone of the year: so many days ago, answered within so many."""


def add_growth(charter: Current, *, now: datetime) -> None:
    """The magazine's readers day by day: those who are here, and those who came and went."""
    organisation = charter.policy.organisation
    for of in lists(charter.policy).values():
        ListDay.objects.bulk_create(_days(of, organisation, now), ignore_conflicts=True, batch_size=200)


def _days(of: MailingList, organisation: Organisation, now: datetime) -> list[ListDay]:
    today = organisation.day(now)
    chance = random.Random(11)  # noqa: S311 - the same each time
    grants = Grant.objects.unsettled().filter(purpose=of.purpose).order_by("begins_at")
    joined: Counter[date] = Counter()
    first = dict(reversed(grants.values_list("person_id", "begins_at")))
    for begins in first.values():
        joined[organisation.day(begins)] += 1
    left: Counter[date] = Counter()
    for _ in range(_GONE):
        came = today - timedelta(days=chance.randint(60, 700))
        joined[came] += 1
        left[came + timedelta(days=chance.randint(20, (today - came).days - 1))] += 1
    rows, readers = [], 0
    for day in sorted({*joined, *left}):
        readers += joined[day] - left[day]
        if day < today:
            rows.append(ListDay(form=of.slug, day=day, readers=readers, joined=joined[day], left=left[day]))
    return rows


def add_cases(people: Sequence[list[Submission]], *, now: datetime) -> int:
    """Requests of some who are here: questions that were answered, and others at different points of their clocks.
    Returns how many.
    """
    for held, (ago, took) in zip(people[20::30], _ANSWERED, strict=False):
        _answered(held[0], came=now - timedelta(days=ago), took=timedelta(days=took))
    for held, (kind, channel, days) in zip(people[40::40], _CASES, strict=False):
        came = now - timedelta(days=days)
        asked = Request(kind=kind, channel=channel, lang=held[0].lang, reply_by=ReplyBy.LETTER,
                        person=held[0].person_id, received_at=came)  # fmt: skip
        open_case(asked, actor=SETTER, now=came)
    return len(_CASES) + len(_ANSWERED)


def _answered(by: Submission, *, came: datetime, took: timedelta) -> None:
    asked = Request(kind=CaseKind.QUESTION, channel=CaseChannel.PHONE, lang=by.lang, reply_by=ReplyBy.LETTER,
                    person=by.person_id, received_at=came)  # fmt: skip
    case, then = open_case(asked, actor=SETTER, now=came), came + took
    decide(case, Outcome.ANSWERED, [], actor=SETTER, now=then)
    carry_out_case(case, now=then)
    answer(case, actor=SETTER, now=then)
