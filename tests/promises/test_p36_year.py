"""P36: a year of an organisation by a simulated clock: people join, leave and forget to study, a contractor is reviewed
late, one breach happens. The management review of the year counts what a tally counts that only wrote down the deeds.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from azukari.core.accounts.staff import disable
from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Outcome, Review
from azukari.core.transfers.supervise import Findings, record_review
from azukari.features.audits import audits, manual
from azukari.features.audits.findings import follow
from azukari.features.audits.improve import publish
from azukari.features.audits.models import Audit, Finding
from azukari.features.audits.reviews import document, hold
from azukari.features.incidents.register import Known, close, do, learn, open_incident, set_lesson
from azukari.features.training.contractors import invite
from azukari.features.training.course import written
from azukari.features.training.take import answer
from azukari.lib.control import Control, ControlResult
from azukari.policy.breach import Duty, Facts
from azukari.policy.quiz import digest
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.policy.training import CONTRACTOR, lessons_of
from tests.console import desks
from tests.disclosure import office
from tests.trained import train
from tests.training import studying

pytestmark = pytest.mark.usefixtures("charter")

YEAR = datetime.now(UTC).year + 1  # what comes from the moment of the run lies before it
BEGIN = datetime(YEAR, 1, 4, 1, tzinfo=UTC)


class Organisation:
    """What happens in the year; each deed is written down where it is done, and nowhere else."""

    def __init__(self) -> None:
        self.tally: Counter[str] = Counter()
        self.policy = current().policy
        self.officer = Actor(ActorKind.STAFF, str(desks.staff("privacy").reference), frozenset({"privacy"}))
        self.auditor = Actor(ActorKind.STAFF, str(desks.staff("auditor").reference), frozenset({"auditor"}))
        self.lessons = len(lessons_of(self.policy, "membership"))
        self.door = Control("door", "The door is shut.", (1,), lambda _now: ())
        before = BEGIN - timedelta(days=20)
        self.careful = studying.untrained_as("careful@example.org", "membership", before)
        self.forgetful = studying.untrained_as("forgetful@example.org", "membership", before)
        for user in (self.careful, self.forgetful):
            train(user, ["membership"], now=before)

    def joins(self, week: int, now: datetime) -> None:
        user = studying.untrained_as(f"joiner{week}@example.org", "membership", now)
        self.tally["joined"] += 1
        if week % 3 == 0:
            studying.study(user, "membership", now + timedelta(days=2))
            self.tally["training-passed"] += self.lessons

    def leaves(self, week: int, now: datetime) -> None:
        disable(f"joiner{week}@example.org", actor=self.officer, now=now)
        self.tally["left-us"] += 1

    def studies_again(self, now: datetime) -> None:
        studying.study(self.careful, "membership", now)
        self.tally["training-passed"] += self.lessons
        self.tally["training-ran-out"] += 3  # the forgetful one, the officer and the auditor did not

    def reviews_a_contractor(self, now: datetime, *, late: bool) -> None:
        Review.objects.filter(done_on__isnull=True).update(due=(now - timedelta(days=30 if late else 0)).date())
        contract = office.Company(office.KOTORI, "").contract
        record_review(contract, Findings(Outcome.PASSED, "", {}, ""), actor=self.officer, now=now)
        self.tally["contractors-reviewed"] += 1
        self.tally["contractors-late"] += late

    def teaches_a_contractor(self, now: datetime) -> None:
        company = office.Company(office.KOTORI, "").recipient
        row = invite(company, name="T", email="t@contractor.example.org", lang="ja", actor=self.officer, now=now)
        lesson = written(CONTRACTOR)
        answer(
            lesson,
            {at: question.answer for at, question in enumerate(lesson.questions)},
            seen=digest(lesson.questions),
            policy=self.policy,
            charter=1,
            holder=row.id,
            who={"actor": f"recipient:{office.KOTORI}", "trainee": str(row.id)},
            now=now,
        )
        self.tally["training-outside"] += 1

    def suffers_a_breach(self, now: datetime, *, drill: bool) -> None:
        known = Known(Facts(now, special_care=True, people=3), frozenset({Category.NAME}))
        row = open_incident(known, drill=drill, policy=self.policy, actor=self.officer, now=now)
        for day, duty in ((3, Duty.PRELIMINARY), (4, Duty.PEOPLE), (20, Duty.FINAL)):
            do(row.id, duty, policy=self.policy, actor=self.officer, now=now + timedelta(days=day))
        lesson = set_lesson(
            row.id, "Lock it.", due=now.date(), owner="operator", actor=self.officer, now=now + timedelta(days=21)
        )
        learn(lesson.id, actor=self.officer, now=now + timedelta(days=22))
        row.refresh_from_db()
        close(row.id, version=row.version, policy=self.policy, actor=self.officer, now=now + timedelta(days=23))
        self.tally["incidents-learnt"] += 1
        self.tally["incidents-drilled" if drill else "incidents"] += 1
        self.tally["incidents-reported"] += not drill

    def finds_the_door(self, now: datetime, *, is_open: bool) -> None:
        Finding.objects.filter(closed_at__isnull=True).update(cause="The spring is worn.")
        follow([ControlResult(self.door, ("The door is open. Shut it.",) if is_open else ())], now)
        self.tally["opened" if is_open else "closed"] += 1

    def audits_a_duty(self, now: datetime) -> None:
        audits.plan_year(YEAR, self.policy, actor=self.officer, now=now)
        row = Audit.objects.get(year=YEAR, duty="feedback")
        audits.begin(row.id, self.policy, actor=self.auditor, now=now)
        told = {each.question: ("conforms", "") for each in row.answers.all()}
        audits.answer(row.id, told, words="Well kept.", version=0, actor=self.auditor, now=now)
        audits.close(row.id, actor=self.auditor, now=now)
        self.tally["audits"] += 1


def test_the_review_of_a_year_counts_what_happened():
    office.engaged(now=BEGIN)
    here = Organisation()
    for week in range(52):
        now = BEGIN + timedelta(days=7 * week)
        if week % 7 == 0:
            here.joins(week, now)
        if week in (20, 30):
            here.leaves(week - 20 if week == 20 else 7, now)
        if week in (5, 9, 33, 38, 44):
            here.finds_the_door(now, is_open=week not in (9, 38))
    here.tally.update(returned=2, left=1)  # it was open in week 5, again in week 33, and from week 44 on
    at = BEGIN + timedelta(days=60)
    here.reviews_a_contractor(at, late=True)
    here.reviews_a_contractor(at + timedelta(days=1), late=False)
    here.teaches_a_contractor(at)
    here.suffers_a_breach(at, drill=False)
    here.suffers_a_breach(at + timedelta(days=90), drill=True)
    here.audits_a_duty(at)
    here.studies_again(BEGIN + timedelta(days=300))
    manual.attest("paper-check", in_order=True, words="", evidence=None, actor=here.officer, now=at)
    publish(ja="直しました。", en="We mended it.", finding=None, actor=here.officer, now=at)
    here.tally.update(attested=1, improvements=1)
    review = hold(YEAR, "A year.", actor=here.officer, now=BEGIN + timedelta(days=371))
    assert {name: count for name, count in review.numbers.items() if count} == dict(here.tally)
    assert set(here.tally) <= set(review.numbers)
    assert document(review, lang="ja", now=BEGIN + timedelta(days=371)).startswith(b"%PDF")
