"""Tallies of linked answers: kept up as answers are accepted, corrected and erased.

They are counts by version, question and option; results read them and open nothing. Before an answer changes or goes,
it is taken out again, in the same transaction. Where that is not possible (it does not open, or stays for another end
than to be counted), the version is counted anew, within seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from azukari.charter.current import current
from azukari.consent.models import Grant
from azukari.forms.models import Submission
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category, Ground
from azukari.questionnaires.asked_version import versions_under
from azukari.questionnaires.learning.asked import FIRST
from azukari.questionnaires.models import Poll, Recount, Response, Tally, Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.sealed_text import NotSealedText, from_text
from azukari.questionnaires.shape import WRITING, Answer, Answers
from azukari.vault.sockets import Changing, Corrected, Ended
from azukari.vault.totals import before_they_change, for_totals

FIELD = "answers"
"""The field of the policy's form that holds linked answers."""

_AT_ONCE = 2000

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
    """Count answers that were accepted, in the transaction of their acceptance, and all of a form together."""
    for form in {one.form for one in submissions}:
        _note({one.id: one for one in submissions if one.form == form}, form, now)


def _note(submissions: Mapping[UUID, Submission], form: str, now: datetime) -> None:
    versions, counts = versions_under(form), defaultdict[Version, Counter[Cell]](Counter)
    if not versions:
        return
    responses = list[Response]()
    for id, (number, answers) in _opened(submissions, form, now, recorded=False).items():
        if version := versions.get(number):
            responses.append(Response(submission_id=id, person_id=submissions[id].person_id, version=version))
            counts[version].update(_cells(version, answers))
    if not all(version.poll.answered for version in counts):  # the first may come by the API
        Poll.objects.filter(form=form, versions__in=counts, answered=False).update(answered=True)
    Response.objects.bulk_create(
        responses, update_conflicts=True, unique_fields=["submission"], update_fields=["person", "version"]
    )
    for version, more in counts.items():
        _add(version, more)


def _cells(version: Version, answers: Answers) -> Counter[Cell]:
    return Counter(cells(_countable(version, answers)))


def _countable(version: Version, answers: Answers) -> Answers:
    """Answers without free text."""
    free = {question.id for question in questionnaire_of(version).questions if question.type in WRITING}
    return {key: "" if key in free or key.endswith(".other") else value for key, value in answers.items()}


_UPSERT = """INSERT INTO questionnaires_tally (id, version_id, question, value, count) VALUES {}
    ON CONFLICT (version_id, question, value) DO UPDATE SET count = questionnaires_tally.count + excluded.count"""


def _add(version: Version, counts: Mapping[Cell, int]) -> None:
    """Add to the tallies. The row of all who answered comes first: whoever has it, or counts the version anew, is alone
    with the tallies of the version until the transaction ends.
    """
    uuid = Tally._meta.pk.get_db_prep_save
    for lot in batched(sorted(counts.items()), _AT_ONCE):
        values = [[uuid(new_id(), connection), uuid(version.id, connection), *cell, more] for cell, more in lot]
        marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT.format(marks), [value for row in values for value in row])


def _take(version: Version, counts: Mapping[Cell, int], now: datetime) -> None:
    """Take from the tallies, in a handful of statements; the row of all who answered comes first here, too."""
    held = Tally.objects.filter(version=version)
    list(held.select_for_update().filter(question="", value=""))
    known = {(question, value): id for id, question, value in held.values_list("id", "question", "value")}
    changes: dict[int, list[UUID]] = defaultdict(list)
    for cell, less in counts.items():
        if cell in known:
            changes[less].append(known[cell])
    taken = [
        held.filter(id__in=ids, count__gte=less).update(count=F("count") - less) == len(ids)
        for less, ids in changes.items()
    ]
    if not counts.keys() <= known.keys() or not all(taken):
        ask_for_recount([version.id], now)


def _opened(
    submissions: Collection[UUID], form: str, now: datetime, *, recorded: bool = True
) -> dict[UUID, tuple[int, Answers]]:
    policy = current().policy
    known = policy.forms.get(form)
    found: dict[UUID, tuple[int, Answers]] = {}
    for purpose in known.purposes if known else ():
        for id, text in for_totals(submissions, field=FIELD, purpose=purpose, now=now, recorded=recorded).items():
            try:
                found[id] = from_text(text)
            except NotSealedText:
                continue
    return found


def on_changing(changing: Changing) -> None:
    """Take answers out of the tallies that are about to be corrected or erased."""
    texts = before_they_change(changing.values, field=FIELD)
    counts: dict[Version, Counter[Cell]] = defaultdict(Counter)
    for response in Response.objects.filter(submission_id__in=texts).select_related("version"):
        counts[response.version].update(_counted(response, texts[response.pk]))
    for version, each in counts.items():
        _take(version, each, changing.at)
    if texts and changing.erased:
        Response.objects.filter(submission_id__in=texts).delete()


def _counted(response: Response, text: str) -> Counter[Cell]:
    """What a response adds to the tallies by what it says: nothing, where that is of another version or none."""
    try:
        number, answers = from_text(text)
    except NotSealedText:
        return Counter()
    return _cells(response.version, answers) if number == response.version.number else Counter()


def on_corrected(corrected: Corrected) -> None:
    """Count an answer as it says now."""
    if corrected.category is not Category.ANSWER or corrected.erased:
        return
    response = Response.objects.filter(submission_id=corrected.submission).select_related("version__poll").first()
    if response is None:
        return
    found = _opened([response.pk], response.version.poll.form, corrected.at).get(response.pk)
    if found and found[0] == response.version.number:
        _add(response.version, _cells(response.version, found[1]))
    else:
        ask_for_recount([response.version_id], corrected.at)


def on_ended(ended: Ended) -> None:
    """Have versions counted anew whose answers stay for another end than that for which they were counted."""
    answered = Response.objects.filter(person_id=ended.person)
    staying = Grant.objects.living(ended.at).filter(submission_id__in=answered.values("submission"))
    if ended.erased:
        staying = staying.filter(ground=Ground.LAW)
    ask_for_recount(
        answered.filter(submission__in=staying.values("submission_id")).values_list("version", flat=True), ended.at
    )


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
        list(Tally.objects.select_for_update().filter(version=version, question="", value=""))
        Recount.objects.filter(version=version).delete()
        submissions = Response.objects.filter(version=version).values_list("submission_id", flat=True)
        counts: Counter[Cell] = Counter()
        for lot in batched(list(submissions), _AT_ONCE):
            for number, answers in _opened(lot, version.poll.form, now).values():
                if number == version.number:
                    counts.update(_cells(version, answers))
        Tally.objects.filter(version=version).delete()
        Tally.objects.bulk_create(
            [Tally(version=version, question=q, value=v, count=n) for (q, v), n in sorted(counts.items())],
            batch_size=200,
        )
