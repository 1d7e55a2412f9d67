"""Results of a questionnaire of 60 questions at the desk, linked and unlinked, by number of answers; and its export.

    python -m benchmarks.questionnaires                      some minutes: 10,000 and 100,000 answers on SQLite
    python -m benchmarks.questionnaires --sizes 100000 --engine postgresql --seconds 0

Linked answers are read from their tallies, unlinked ones from the counts that a job takes; the page is asked for
through the whole stack of Django, session and template included, in one process. The baseline is a plain loop over
answers that lie open in memory and counts the same 60 questions. The peak of an export is what Python allocates.
Answers come in over HTTP besides, unlinked and linked, beside the bare view of `benchmarks.submissions` (`answering`);
that needs wrk.
"""

import random
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks import instance
from benchmarks.answering import answering
from benchmarks.table import show

QUESTIONS = 60
_OPTIONS = ("a", "b", "c", "d", "e")
_LABEL = {"ja": "どう思いますか", "en": "What do you think?"}
_SLUG, _FORM = "sixty", "riverside-survey"


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], metavar="N", help="answers")
    reader.add_argument(
        "--seconds", type=int, default=8, metavar="N", help="length of a round of answering; 0 for none"
    )
    reader.add_argument("--rounds", type=int, default=3, metavar="N", help="of answering")
    reader.add_argument("--times", type=int, default=5, metavar="N", help="how often each page is asked for")
    options = reader.parse_args()
    rows: list[Sequence[object]] = []
    with instance.standing(options.engine) as (root, url):
        for size in sorted(options.sizes):
            rows += _measure(size, options.times)
        if options.seconds:
            answered = answering(root, url, seconds=options.seconds, rounds=options.rounds)
            show(f"Answers a second ({options.engine})", ("what", "ours", "bare", "ratio"), answered)
    head = ("answers x 60", "seconds", "processor", "to the plain loop's")
    show(f"Results at the desk ({options.engine})", head, rows)
    return 0


def _measure(size: int, times: int) -> list[Sequence[object]]:
    from azukari.features.questionnaires.results.refresh import refresh_all

    answers = _answers(size)
    plain = _seconds(lambda: [Counter(one[f"q{n}"] for one in answers) for n in range(QUESTIONS)])
    unlinked, linked = _made(answers, linked=False), _made(answers, linked=True)
    taken = _seconds(lambda: refresh_all(datetime.now(UTC)))
    page = _page()
    found = [
        ("plain loop over answers in memory", plain),
        ("unlinked: the job that counts", taken),
        ("unlinked: the page", _median(lambda: page(unlinked), times)),
        ("linked: the page", _median(lambda: page(linked), times)),
    ]
    rows: list[Sequence[object]] = [
        (f"{size:,}: {name}", f"{clock:.3f}", f"{processor:.3f}", f"{processor / plain[1]:.2f}")
        for name, (clock, processor) in found
    ]
    for format in ("csv", "xlsx", "json", "sav"):
        seconds, most, sent = _export(unlinked, format)
        what = f"{size:,}: export as {format}, {sent / 1e6:.0f} MB, peak {most / 1e6:.1f} MB"
        rows.append((what, f"{seconds:.1f}", "", ""))
    return rows


def _answers(size: int) -> list[dict[str, Any]]:
    chance = random.Random(60)
    return [{f"q{n}": chance.choice(_OPTIONS) for n in range(QUESTIONS)} for _ in range(size)]


def _made(answers: Sequence[dict[str, Any]], *, linked: bool) -> str:
    """A questionnaire with these answers; of linked ones, what is tallied as they are accepted."""
    from azukari.demo.people import SETTER
    from azukari.features.questionnaires.document import write
    from azukari.features.questionnaires.give import mark_answered
    from azukari.features.questionnaires.learning.asked import cells_of
    from azukari.features.questionnaires.models import MixedAnswers, Poll, PollState, Tally
    from azukari.features.questionnaires.publish import publish

    now, slug = datetime.now(UTC), f"{_SLUG}-{'linked' if linked else 'unlinked'}-{len(answers)}"
    if linked:
        Poll.objects.filter(form=_FORM).update(state=PollState.DRAFT)  # it takes the answers to one questionnaire
    Poll.objects.create(slug=slug, draft=write(_questionnaire(slug, linked=linked)), linked=linked, changed_at=now)
    version = publish(slug, revision=None, actor=SETTER, now=now, form=_FORM if linked else "")
    mark_answered(version)
    if linked:
        counts = Counter(cell for one in answers for cell in cells_of(one))
        Tally.objects.bulk_create(
            Tally(version=version, question=question, value=value, count=number)
            for (question, value), number in counts.items()
        )
        return slug
    day = now.date()
    MixedAnswers.objects.bulk_create(
        (MixedAnswers(version=version, lang="ja", day=day, answers=one) for one in answers), batch_size=5000
    )
    return slug


def _questionnaire(slug: str, *, linked: bool) -> Any:
    from azukari.features.questionnaires.shape import Option, Question, Questionnaire, QuestionPage, QuestionType

    options = tuple(Option(value, _LABEL) for value in _OPTIONS)
    questions = tuple(Question(f"q{n}", QuestionType.SINGLE, _LABEL, options=options) for n in range(QUESTIONS))
    return Questionnaire(slug, _LABEL, _LABEL, linked, (QuestionPage("all", questions),))


def _page() -> Callable[[str], None]:
    from tests.console import desks

    browser = desks.browser(desks.staff("questionnaires", email=f"bench{time.time_ns()}@staff.example.org"))

    def ask(slug: str) -> None:
        answer = browser.get(f"/console/results/{slug}/", headers={"host": "127.0.0.1"})
        if answer.status_code != 200:
            raise SystemExit(f"The page answers {answer.status_code}.")

    return ask


def _export(slug: str, format: str) -> tuple[float, int, int]:
    """Seconds, the peak of memory and the bytes of all answers as a file."""
    from azukari.features.questionnaires.learning.codebook import codebook
    from azukari.features.questionnaires.models import Version
    from azukari.features.questionnaires.publish import questionnaire_of
    from azukari.features.questionnaires.results.desk.export import pieces_of

    version = Version.objects.get(poll=slug)
    variables = codebook(questionnaire_of(version), "en", texts=True)
    tracemalloc.start()
    began, sent = time.perf_counter(), 0
    for piece in pieces_of(version, variables, format, title=slug, now=datetime.now(UTC)):
        sent += len(piece)
    seconds, (_now, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, most, sent


type Took = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def _seconds(do: Callable[[], object]) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began, time.process_time() - worked


def _median(do: Callable[[], object], times: int) -> Took:
    do()
    taken = [_seconds(do) for _ in range(times)]
    return statistics.median(clock for clock, _ in taken), statistics.median(processor for _, processor in taken)


if __name__ == "__main__":
    raise SystemExit(main())
