"""An import from its first row to its last: looked at first, then stored batch by batch, and taken up after a kill.

How far it is stands in the job's row, which moves in the transaction of the batch: so a batch is in with its position,
or not at all, and a run that begins again goes on behind it. One run leaves one entry in the ledger, each person one
of their own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import batched

from django.db import transaction

from azukari.core.forms.capacity import standing, take_turns, taken
from azukari.core.forms.events import IMPORT_RUN
from azukari.core.forms.importing.basis import Basis
from azukari.core.forms.importing.chosen import chosen_digest
from azukari.core.forms.importing.examine import Plan, Ready, examine
from azukari.core.forms.importing.refusal import Refusal
from azukari.core.forms.importing.table import Table, TableRow
from azukari.core.forms.importing.write import Origin, to_ask, write
from azukari.core.forms.models import ImportJob
from azukari.core.forms.notices import notices
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Current
from azukari.core.vault.refusal import refuse
from azukari.core.vault.suppression import suppressed
from azukari.policy.terms import Actor, ActorKind, Category, Form

BATCH = 500


class ImportRefused(Exception):
    """The import cannot go on; the message is one sentence that says why, and what to do."""


@dataclass(slots=True)
class Counts:
    """
    Args:
        accepted: rows that count at once.
        asked: rows that wait for their person to press the button of an email.
        refused: rows that stay outside.
        refusals: why, row by row.
    """

    accepted: int = 0
    asked: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.accepted + self.asked + self.refused


type Progress = Callable[[Counts], None]


def look(plan: Plan, table: Table, *, attested: bool, progress: Progress) -> Counts:
    """What an import would do. Nothing is stored."""
    counts = Counts()
    for counts in looks(plan, table, attested=attested):
        progress(counts)
    return counts


def looks(plan: Plan, table: Table, *, attested: bool) -> Iterator[Counts]:
    """The same batch by batch, for who does something else in between; the counts grow."""
    counts = Counts()
    seen: set[bytes] = set()
    places = _left(plan.form, now=plan.now)
    for rows in batched(table.rows(), BATCH):
        examined, refusals = _examined(plan, rows)
        ready, full = _fit(examined, places)
        places = None if places is None else places - len(ready)
        refusals += full
        asked = to_ask(ready, attested=attested, seen=seen)
        counts.asked += len(asked)
        counts.accepted += len(ready) - len(asked)
        counts.refused += len(rows) - len(ready)
        counts.refusals += refusals
        yield counts


def begin(plan: Plan, table: Table, basis: Basis, charter: Current, *, lang: str) -> ImportJob:
    """The job of this file and form: a new one, or the one that was not finished.

    Raises:
        ImportRefused: it was begun in another way, and would go on otherwise than it began.
        Refused: the form is not open, or full. Recorded first.
    """
    verdict = standing(charter.policy, plan.form, now=plan.now)
    if not verdict:
        actor = Actor(ActorKind.STAFF, str(basis.answers_for))
        refuse(verdict, people=(), purpose=plan.form.purposes[0], actor=actor, now=plan.now)
    chosen = chosen_digest(plan, basis, charter, lang)
    with transaction.atomic(durable=True):
        job, new = ImportJob.objects.get_or_create(
            file_sha256=table.sha256,
            form=plan.form.slug,
            defaults={
                "charter_id": charter.number,
                "lang": lang,
                "shape": plan.shape.name if plan.shape else "",
                "settings_sha256": chosen,
                **asdict(basis),
                "begun_at": plan.now,
            },
        )
    if not new and not job.finished_at and job.settings_sha256 != chosen:
        raise ImportRefused(
            "This file was begun with other options or another version of the policy, and is not finished. "
            "Give the same options again, so that it ends as it began."
        )
    return job


def run(
    plan: Plan, table: Table, job: ImportJob, charter: Current, *, clock: Callable[[], datetime], progress: Progress
) -> None:
    """Take in what is left of the file. When this returns, all of it survives a crash.

    Args:
        job: from `begin`; its counts move along.
        clock: the time, asked anew for each batch.

    Raises:
        ImportRefused: somebody else is at work on the same file.
    """
    for counts in batches(plan, table, job, charter, clock=clock):
        progress(counts)


def batches(
    plan: Plan, table: Table, job: ImportJob, charter: Current, *, clock: Callable[[], datetime]
) -> Iterator[Counts]:
    """The same batch by batch, for who does something else in between; it is finished when nothing more comes.

    Raises:
        ImportRefused: see `run`.
    """
    if job.finished_at:
        return
    origin = Origin(job, charter, plan.form, notices(charter, plan.form)[job.lang].digest)
    for rows in batched(table.rows(after=job.position), BATCH):
        examined, refusals = _examined(plan, rows)
        with transaction.atomic(durable=True):
            _hold(job)
            now = clock()
            if plan.form.cap is not None:
                take_turns(plan.form)
            ready, full = _fit(examined, _left(plan.form, now=now))
            accepted, asked = write(ready, [*refusals, *full], origin, now=now)
            job.accepted += accepted
            job.asked += asked
            job.refused += len(rows) - len(ready)
            job.position = rows[-1].number
            job.save(update_fields=["accepted", "asked", "refused", "position"])
        yield Counts(job.accepted, job.asked, job.refused)
    _finish(job, clock())


def refusals_of(job: ImportJob) -> Iterator[Refusal]:
    """Why rows of an import stayed outside, in their order."""
    for row, column, name, code in job.refusals.order_by("row", "column", "id").values_list(
        "row", "column", "field", "code"
    ):
        yield Refusal(row, column, name, code)


def _examined(plan: Plan, rows: Iterable[TableRow]) -> tuple[list[Ready], list[Refusal]]:
    ready: list[Ready] = []
    refusals: list[Refusal] = []
    for row in rows:
        outcome = examine(plan, row)
        if isinstance(outcome, Ready):
            ready.append(outcome)
        else:
            refusals += outcome
    unwanted = suppressed({row.email for row in ready if row.email})
    asked = [f.id for f in plan.form.fields if f.category is Category.EMAIL and f.id in plan.columns]
    column = plan.columns[asked[0]][0] + 1 if asked else 0
    refusals += [Refusal(row.row, column, "", "suppressed") for row in ready if row.email in unwanted]
    return [row for row in ready if row.email not in unwanted], refusals


def _left(form: Form, *, now: datetime) -> int | None:
    """How many places the form has left; None where there is no cap."""
    return None if form.cap is None else max(form.cap - taken([form.slug], now=now).get(form.slug, 0), 0)


def _fit(rows: Sequence[Ready], places: int | None) -> tuple[Sequence[Ready], list[Refusal]]:
    """The first rows that find a place, and a refusal for each of the others."""
    return rows[:places], [Refusal(row.row, 0, "", "full") for row in rows[places:]] if places is not None else []


def _hold(job: ImportJob) -> None:
    """Keep others from the job until the transaction ends, and make sure that nobody has moved it."""
    position = ImportJob.objects.select_for_update().values_list("position", flat=True).get(id=job.id)
    if position != job.position:
        raise ImportRefused("Another run is taking in the same file. Let it finish.")


def _finish(job: ImportJob, now: datetime) -> None:
    with transaction.atomic(durable=True):
        _hold(job)
        if not ImportJob.objects.filter(id=job.id, finished_at__isnull=True).update(finished_at=now):
            return
        payload: dict[str, Value] = {
            "actor": f"staff:{job.answers_for}",
            "import": str(job.id),
            "form": job.form,
            "charter": job.charter_id,
            "method": job.told_by,
            "sha256": [digest for digest in (job.file_sha256, job.evidence_sha256, job.attested_sha256) if digest],
            "count": job.accepted + job.asked,
            "refused": job.refused,
            "complete": True,
        }
        record(Event(IMPORT_RUN, payload), now=now)
    job.finished_at = now


def form_of(charter: Current, slug: str) -> Form:
    """The form version that an import digitises, as it is filled in.

    Raises:
        ImportRefused: that charter has no such form.
    """
    form = charter.form(slug)
    if form is None:
        known = ", ".join(charter.policy.forms)
        raise ImportRefused(f"Charter {charter.number} has no form “{slug[:64]}”. It has: {known}.")
    return form
