"""Reminders: twice before the day and once after, to the contact and to colleagues whose duty it is, each sent once."""

from collections import Counter
from datetime import date, timedelta

import pytest

from azukari.core.transfers.instruct import ANSWER_WITHIN
from azukari.core.transfers.models import Contract, Outcome, Review
from azukari.core.transfers.supervise import Findings, default_guidelines, publish_guidelines, record_review
from azukari.core.vault.erase import erase
from azukari.features.processors.models import About, Reminder
from azukari.features.processors.remind import remind
from azukari.policy.reminding import stage
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.disclosure import office
from tests.supervision import post

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("left", "expected"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, 0), (-400, 0)]
)
def test_the_nearest_distance_counts(left, expected):
    assert stage(DUE - timedelta(days=left), DUE, days=(30, 7)) == expected


def test_a_distance_before_the_first_mail_is_no_reminder():
    told = DUE - timedelta(days=14)
    assert [stage(DUE - timedelta(days=n), DUE, days=(30, 7), since=told) for n in (14, 8, 7, -1)] == [None, None, 7, 0]


def days_of(about):
    return sorted(Reminder.objects.filter(about=about, addressee="contact").values_list("days", flat=True))


def review_of(kotori):
    return Review.objects.get(contract=kotori.contract, done_on__isnull=True)


def test_a_review_is_announced_twice_and_then_missed_once_to_both(kotori, moment):
    colleague, _other = desks.staff("privacy"), desks.staff("membership")
    post.reachable(lang="en")
    Contract.objects.update(ends=None)
    for days_left in (40, 30, 29, 7, 6, -1, -2):
        Review.objects.filter(done_on__isnull=True).update(due=moment.date() + timedelta(days=400))
        now = moment + timedelta(days=400 - days_left)
        remind(now)
        remind(now)  # a second worker, or the same one after a crash
    assert days_of(About.REVIEW) == [0, 7, 30]
    mails = post.delivered(now)
    to = Counter(address for mail in mails if "review" in mail.subject.lower() for address in mail.to)
    assert to[post.CONTACT] == 3
    assert {address for mail in mails for address in mail.to} == {post.CONTACT, colleague.email}
    assert any("/console/recipients/kotori-mail/" in str(mail.body) for mail in mails)


def test_what_was_done_in_time_is_reminded_of_no_more(kotori, moment):
    post.reachable()
    due = review_of(kotori).due
    now = moment + (due - moment.date()) - timedelta(days=7)
    record_review(kotori.contract, Findings(Outcome.PASSED), actor=office.ASKER, now=now)
    remind(now)
    assert not days_of(About.REVIEW)


def test_the_guidelines_come_with_a_fresh_link(kotori, moment):
    post.reachable()
    text = {lang: words + "\n\n## 11." for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=moment)
    for after in (1, 22, 23, 31):
        remind(moment + after * DAY)
    assert days_of(About.GUIDELINES) == [0, 7]
    mails = [mail for mail in post.delivered(moment + 31 * DAY) if "指針" in mail.subject]
    assert len({post.link(mail) for mail in mails}) == 2
    assert "期限を過ぎています" in mails[-1].subject
    office.guide(kotori.recipient, now=moment)
    assert not remind(moment + 32 * DAY)


def test_an_instruction_is_reminded_of_and_colleagues_hear_of_it_when_it_is_late(kotori, readers, moment):
    desks.staff("privacy")
    post.reachable()
    office.fetch(office.carried(office.wish(), now=moment).id, actor=office.ASKER, now=moment)
    erase(readers[0], actor=Actor(ActorKind.PERSON, str(readers[0])), now=moment)
    for after in (1, 7, 13, 14, 15):
        remind(moment + after * DAY)
    rows = Reminder.objects.filter(about=About.INSTRUCTIONS).order_by("made_at")
    assert [(row.days, row.addressee == "contact") for row in rows] == [(7, True), (0, True), (0, False)]
    assert rows[1].made_at == moment + ANSWER_WITHIN + DAY


def test_ten_years_send_no_mail_twice_and_none_of_what_is_over(kotori, moment):
    """A contract without an end, reviewed once a year, three weeks late in the fifth."""
    desks.staff("privacy")
    post.reachable()
    Contract.objects.update(ends=None)
    for year in range(10):
        due = moment + (review_of(kotori).due - moment.date())
        for left in (31, 29, 6, *((-1, -21) if year == 4 else ())):
            remind(due - left * DAY)
        record_review(kotori.contract, Findings(Outcome.PASSED), actor=office.ASKER, now=due - left * DAY)
    counted = Counter(Reminder.objects.filter(addressee="contact").values_list("about", "days"))
    assert {key: counted.pop((About.REVIEW, key)) for key in (30, 7, 0)} == {30: 10, 7: 10, 0: 1}
    assert not {about for about, _days in counted} - {About.CONTRACT}
    assert set(Counter(Reminder.objects.values_list("subject", "due", "days", "addressee")).values()) == {1}
