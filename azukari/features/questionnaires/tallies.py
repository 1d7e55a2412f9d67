"""Tallies of linked answers: kept up as answers are accepted, corrected and erased.

They are counts by version, question and option; results read them and open nothing. Before an answer changes or goes,
it is taken out again, in the same transaction. Where that is not possible (it does not open, or stays for another end
than to be counted), the version is counted anew, within seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import F

from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert
from azukari.core.forms.answers import Answers as Submitted
from azukari.core.forms.kinds import TakenIn
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import current
from azukari.core.vault.hooks import Changing, Corrected, Ended
from azukari.core.vault.totals import before_they_change, for_totals, may_count
from azukari.features.questionnaires.asked_version import Judged, insist, versions_under
from azukari.features.questionnaires.cells import Cell, cells_of
from azukari.features.questionnaires.models import Poll, Recount, Response, Tally, Version
from azukari.features.questionnaires.sealed_text import from_text
from azukari.features.questionnaires.shape import Answers
from azukari.lib.identifier import new_ids
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import Category, Ground, Policy

FIELD = "answers"
"""The field of the policy's form that holds linked answers."""

_AT_ONCE = 2000

type Found = dict[UUID, tuple[int, Answers]]
"""Of each registration the number of the version, and the answers."""


def note_responses(submissions: Sequence[Submission], now: datetime) -> None:
    """Count answers that were accepted, in the transaction of their acceptance, and all of a form together."""
    for form in {one.form for one in submissions}:
        if versions := versions_under(form):
            of_form = {one.id: one.person_id for one in submissions if one.form == form}
            _note(of_form, _opened(of_form, form, now, recorded=False), form, versions)


def note_taken_in(taken: Sequence[TakenIn], now: datetime) -> None:
    """As `note_responses`, of those that are accepted as they come in.

    Raises:
        Outdated: some were judged by a version that stands otherwise now.
    """
    for slug in {one.submission.form for one in taken}:
        versions = versions_under(slug)
        of_form = [one for one in taken if one.submission.form == slug]
        insist([one.answers.judged_by for one in of_form], versions)
        if versions:
            people = {one.submission.id: one.submission.person_id for one in of_form}
            _note(people, at_hand(of_form, of_form[0].policy, slug, now), slug, versions)


def at_hand(taken: Sequence[TakenIn], policy: Policy, slug: str, now: datetime) -> Found:
    """What they say, judged as what `_opened` opens; of all of them one policy rules."""
    form = policy.forms[slug]
    field = form.field(FIELD)
    purposes = {
        purpose
        for purpose in (form.purposes if field else ())
        if field and purpose in field.purposes and may_count(policy, purpose=purpose, category=field.category, now=now)
    }
    return {
        one.submission.id: read
        for one in taken
        if purposes.intersection(begins_at_once(policy, form, one.submission.consents.split()))
        and (read := _said(one.answers))
    }


def _said(answers: Submitted) -> tuple[int, Answers] | None:
    judged = answers.judged_by
    return (judged.version.number, judged.answers) if isinstance(judged, Judged) else from_text(answers.text(FIELD))


def _note(people: Mapping[UUID, UUID], found: Found, form: str, versions: Mapping[int, Version]) -> None:
    """Keep which version each of these registrations answers, and count what was found in them.

    Args:
        people: of each registration, its person.
    """
    counts = defaultdict[Version, Counter[Cell]](Counter)
    responses = list[Response]()
    for id, (number, answers) in found.items():
        if version := versions.get(number):
            responses.append(Response(submission_id=id, person_id=people[id], version=version))
            counts[version].update(cells_of(version, answers))
    if not all(version.poll.answered for version in counts):  # the first may come by the API
        Poll.objects.filter(form=form, versions__in=counts, answered=False).update(answered=True)
    Response.objects.bulk_create(
        responses,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["person", "version"],
    )
    for version, more in counts.items():
        _add(version, more)


def _add(version: Version, counts: Mapping[Cell, int]) -> None:
    """Add to the tallies. The row of all who answered comes first: whoever has it, or counts the version anew, is alone
    with the tallies of the version until the transaction ends.
    """
    cells = sorted(counts.items())
    insert(Tally, [(id, version.id, *cell, more) for id, (cell, more) in zip(new_ids(len(cells)), cells, strict=True)])


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


def _opened(submissions: Collection[UUID], form: str, now: datetime, *, recorded: bool = True) -> Found:
    policy = current().policy
    known = policy.forms.get(form)
    found: Found = {}
    for purpose in known.purposes if known else ():
        for id, text in for_totals(submissions, field=FIELD, purpose=purpose, now=now, recorded=recorded).items():
            if read := from_text(text):
                found[id] = read
    return found


def on_changing(changing: Changing) -> None:
    """Take answers out of the tallies that are about to be corrected or erased."""
    if not (texts := before_they_change(changing.values, field=FIELD)):
        return
    counts: dict[Version, Counter[Cell]] = defaultdict(Counter)
    for response in Response.objects.filter(submission_id__in=texts).select_related("version"):
        counts[response.version].update(_counted(response, texts[response.pk]))
    for version, each in counts.items():
        _take(version, each, changing.at)
    if changing.erased:
        Response.objects.filter(submission_id__in=texts).delete()


def _counted(response: Response, text: str) -> Counter[Cell]:
    """What a response adds to the tallies by what it says: nothing, where that is of another version or none."""
    read = from_text(text)
    return cells_of(response.version, read[1]) if read and read[0] == response.version.number else Counter()


def on_corrected(corrected: Corrected) -> None:
    """Count an answer as it says now."""
    if corrected.category is not Category.ANSWER or corrected.erased:
        return
    response = Response.objects.filter(submission_id=corrected.submission).select_related("version__poll").first()
    if response is None:
        return
    found = _opened([response.pk], response.version.poll.form, corrected.at).get(response.pk)
    if found and found[0] == response.version.number:
        _add(response.version, cells_of(response.version, found[1]))
    else:
        ask_for_recount([response.version_id], corrected.at)


def on_ended(ended: Ended) -> None:
    """Have versions counted anew whose answers stay for another end than that for which they were counted."""
    answered = dict(Response.objects.filter(person_id=ended.person).values_list("submission_id", "version_id"))
    if not answered:
        return
    staying = Grant.objects.living(ended.at).filter(submission_id__in=answered)
    if ended.erased:
        staying = staying.filter(ground=Ground.LAW)
    ask_for_recount({answered[id] for id in staying.values_list("submission_id", flat=True)}, ended.at)


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
                    counts.update(cells_of(version, answers))
        Tally.objects.filter(version=version).delete()
        Tally.objects.bulk_create(
            [Tally(version=version, question=q, value=v, count=n) for (q, v), n in sorted(counts.items())],
            batch_size=200,
        )
