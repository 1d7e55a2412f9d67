"""Tallies of linked answers: kept up as answers are accepted, and made anew after one was corrected or erased.

They are counts by version, question and option; results read them and open nothing. What somebody corrected or took
back cannot be subtracted, since what they had said before is gone: so the version is counted again, within seconds.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from azukari.charter.current import current
from azukari.forms.models import Submission
from azukari.policy.terms import Category
from azukari.questionnaires.learning.asked import FIRST
from azukari.questionnaires.models import Poll, PollState, Recount, Response, Tally, Version
from azukari.questionnaires.sealed_text import NotSealedText, from_text
from azukari.questionnaires.shape import Answer, Answers
from azukari.vault.sockets import Corrected, Ended
from azukari.vault.totals import for_totals

FIELD = "answers"
"""The field of the policy's form that holds linked answers."""

type Cell = tuple[str, str]


def cells(answers: Answers) -> Iterator[Cell]:
    """Where one response counts: once at all, once for each question, once for each option."""
    yield "", ""
    for key, answer in answers.items():
        yield key, ""
        yield from _of_answer(key, answer)


def _of_answer(key: str, answer: Answer) -> Iterator[Cell]:
    if isinstance(answer, Mapping):
        yield from ((f"{key}.{row}", value) for row, value in answer.items())
    elif isinstance(answer, tuple):
        yield from ((key, value) for value in answer)
        yield f"{key}{FIRST}", ""
        yield from ((f"{key}{FIRST}", value) for value in answer[:1])
    elif isinstance(answer, int | float) or _is_code(answer):
        yield key, str(answer)


def _is_code(text: str) -> bool:
    """Whether it may be the value of an option; free text never counts as one, whatever it says."""
    return 0 < len(text) <= 40 and text.isascii() and " " not in text


def note_responses(submissions: Sequence[Submission], now: datetime) -> None:
    """Count answers that were accepted, in the transaction of their acceptance."""
    for submission in submissions:
        _note(submission, now)


def _note(submission: Submission, now: datetime) -> None:
    poll = Poll.objects.filter(form=submission.form, linked=True).exclude(state=PollState.DRAFT).first()
    found = poll and _opened([submission.id], submission.form, now).get(submission.id)
    if not poll or not found:
        return
    number, answers = found
    version = poll.versions.filter(number=number).first()
    if version is None:
        return
    defaults = {"person_id": submission.person_id, "version": version}
    Response.objects.update_or_create(submission=submission, defaults=defaults)
    _add(version, Counter(cells(_countable(version, answers))))


def _countable(version: Version, answers: Answers) -> Answers:
    """Answers without free text."""
    free = {
        question["id"]
        for page in version.document["pages"]
        for question in page["questions"]
        if question["type"] in {"short_text", "long_text"}
    }
    return {key: "" if key in free or key.endswith(".other") else value for key, value in answers.items()}


def _add(version: Version, counts: Mapping[Cell, int]) -> None:
    for (question, value), more in sorted(counts.items()):
        own = Tally.objects.filter(version=version, question=question, value=value)
        if not own.update(count=F("count") + more):
            Tally.objects.get_or_create(version=version, question=question, value=value, defaults={"count": 0})
            own.update(count=F("count") + more)


def _opened(submissions: Collection[UUID], form: str, now: datetime) -> dict[UUID, tuple[int, Answers]]:
    policy = current().policy
    known = policy.forms.get(form)
    found: dict[UUID, tuple[int, Answers]] = {}
    for purpose in known.purposes if known else ():
        for id, text in for_totals(submissions, field=FIELD, purpose=purpose, now=now).items():
            try:
                found[id] = from_text(text)
            except NotSealedText:
                continue
    return found


def on_corrected(corrected: Corrected) -> None:
    """Have the version counted again after an answer was corrected."""
    if corrected.category is Category.ANSWER:
        ask_for_recount(
            Response.objects.filter(submission_id=corrected.submission).values_list("version", flat=True), corrected.at
        )


def on_ended(ended: Ended) -> None:
    """Have the versions counted again that somebody answered who takes back their consent, or is erased."""
    ask_for_recount(Response.objects.filter(person_id=ended.person).values_list("version", flat=True), ended.at)


def ask_for_recount(versions: Iterable[UUID], now: datetime) -> None:
    """Note that these have to be counted again, in the caller's transaction."""
    for version in set(versions):
        Recount.objects.update_or_create(version_id=version, defaults={"asked_at": now})


def recount_all(now: datetime) -> int:
    """Count again what has to be; returns how many versions were."""
    asked = list(Recount.objects.values_list("version_id", flat=True))
    for version in asked:
        _recount(version, now)
    return len(asked)


def _recount(id: UUID, now: datetime) -> None:
    with transaction.atomic(durable=True):
        version = Version.objects.select_related("poll").get(id=id)
        Poll.objects.select_for_update().get(slug=version.poll_id)
        Recount.objects.filter(version=version).delete()
        submissions = list(Response.objects.filter(version=version).values_list("submission_id", flat=True))
        counts: Counter[Cell] = Counter()
        for number, answers in _opened(submissions, version.poll.form, now).values():
            if number == version.number:
                counts.update(cells(_countable(version, answers)))
        Tally.objects.filter(version=version).delete()
        Tally.objects.bulk_create(
            [Tally(version=version, question=q, value=v, count=n) for (q, v), n in sorted(counts.items())],
            batch_size=200,
        )
