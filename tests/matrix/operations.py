"""Operations over the population, each with the tables that it may change; everything else must stay as it was.

Jobs, sweeps, controls, holders and formats are read from their registries, so that a new one is among them without
being named here. Of which tables a job may let rows go stands in `job_effects`; one that is not named lets nothing go.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.cases.models import CaseSubject
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import KeptByLaw, erase
from azukari.core.vault.holders import holders
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import SealedValue
from azukari.core.vault.withdraw import withdraw
from azukari.features.exports.models import FileFormat, ListExport
from azukari.features.exports.work import work as export_lists
from azukari.features.members.history.work import undo
from azukari.features.members.history.work import work as work_on_registers
from azukari.features.members.models import History, HistoryState
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.tend import ASK_LETTER, tend
from azukari.features.volunteers.history.taking import imports
from azukari.features.volunteers.history.taking import undo as undo_hours
from azukari.features.volunteers.models import SignUp
from azukari.lib import sweep
from azukari.lib.control import controls, examine
from azukari.lib.job import Job
from azukari.policy.casework import CaseKind, CaseState, Identity
from azukari.policy.terms import Actor, ActorKind, Category, Ground
from azukari.shells.self_service.archive import take
from azukari.shells.worker.jobs import jobs
from tests.charter.widened import OPERATOR as PUBLISHER
from tests.charter.widened import SAID, Draft, edited, publish_widened, reworded
from tests.console import desks
from tests.gallery import stage
from tests.matrix.job_effects import ENDS, LOSES, TOGETHER
from tests.matrix.looking import body_of
from tests.matrix.population import EVERYTHING
from tests.matrix.states.members import PUTTING_BACK, TAKEN
from tests.matrix.states.sending import VOLUNTEERS
from tests.rights.casework import ask_and_show, grant

LEDGER = frozenset({"ledger.Pending", "ledger.Entry", "ledger.Tile", "ledger.Checkpoint", "people.Trail"})
"""What every operation may add to: that it was done."""
ANYTHING = frozenset({"*"})
NONE: frozenset[str] = frozenset()
TO_RESTRICT = "member-20@example.org"


@dataclass(frozen=True, slots=True)
class Operation:
    """
    Args:
        name: short and stable.
        run: does it inside the instance; returns what is wrong, in sentences.
        may: the tables that it may change besides the ledger's.
        alone: it is one of many that another operation does together; by itself in the full matrix.
        later: it does what time would, so that what else should have been done by then was not.
        people: whom it is about: of nobody else a row comes or goes. None for everybody.
        gains, loses: the tables that get rows, and those that lose some, besides the ledger's. Any other row that
            comes or goes is wrong.
    """

    name: str
    run: Callable[[datetime], Iterator[str]]
    may: frozenset[str] = frozenset()
    alone: bool = False
    later: bool = False
    people: Callable[[], set[UUID]] | None = None
    gains: frozenset[str] = frozenset()
    loses: frozenset[str] = frozenset()


_PUBLISHED = frozenset({"charter.Charter", "charter.Notice", "training.AskedDuty"})
_EXPORTED = frozenset({"accounts.StaffSession", "exports.ListExport", "vault.ListLine"})
_CORRECTED = frozenset({
    "vault.SealedValue", "vault.SearchCode", "vault.FormerValue", "people.Removal", "questionnaires.Recount",
    "questionnaires.Tally", "vault.ListLine", "disclosure.Instruction",
    "vault.DuplicatePair", "campaigns.Signature",
})  # fmt: skip


def told(error: Exception) -> str:
    """What broke and where."""
    ours = [at for at in traceback.extract_tb(error.__traceback__) if "/azukari/" in at.filename]
    where = f" at {ours[-1].filename.rpartition('/azukari/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}: {error}"[:300]


def own(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def _owning() -> list[type[models.Model]]:
    """The models whose rows are about a person."""
    found = []
    for model in apps.get_models():
        field = {one.name: one for one in model._meta.local_concrete_fields}.get("person")
        if field is not None and field.related_model is Person:
            found.append(model)
    return found


def everybody_s_kind() -> dict[str, UUID]:
    """For each model about people, somebody who has a row in it; one who stands for as many as possible."""
    having = {m._meta.label: set(m._base_manager.values_list("person_id", flat=True)) - {None} for m in _owning()}
    found: dict[str, UUID] = {}
    waiting = {label: people for label, people in having.items() if people}
    while waiting:
        best = max(
            {p for people in waiting.values() for p in people},
            key=lambda p: (sum(p in w for w in waiting.values()), str(p)),
        )
        for label in [label for label, people in waiting.items() if best in people]:
            found[label] = best
            del waiting[label]
    return found


def owning_rows() -> frozenset[str]:
    """The tables of what is held about somebody, as the holders say."""
    return frozenset().union(*(holder.models for holder in holders()))


def _erase(now: datetime) -> Iterator[str]:
    for label, person in everybody_s_kind().items():
        if not Person.objects.filter(id=person).exists():
            continue
        try:
            erase(person, actor=own(person), now=now)
        except KeptByLaw:
            continue
        except Exception as error:
            yield f"{label}: {told(error)}"


def _archive(now: datetime) -> Iterator[str]:
    for label, person in everybody_s_kind().items():
        try:
            take(person, actor=own(person), lang="en", now=now)
        except Exception as error:
            yield f"{label}: {told(error)}"


def _held(now: datetime) -> Iterator[str]:
    """Each holder tells what it keeps, of somebody of each kind."""
    for holder in holders():
        for label, person in everybody_s_kind().items():
            try:
                holder.export(person)
                [rows.count() for rows in holder.held([person]).values()]
            except Exception as error:
                yield f"{holder.name} of {label}: {told(error)}"


def _merge(now: datetime, *, apart: bool) -> Iterator[str]:
    people = sorted({*everybody_s_kind().values()}, key=str)
    pairs = list(zip(people[::2], people[1::2], strict=False))
    done = []
    for one, other in pairs:
        try:
            done.append(merge(other, into=one, purpose="membership", actor=desks.OPERATOR, now=now))
        except Exception as error:
            yield f"merge: {told(error)}"
    for id in done if apart else ():
        try:
            part(id, actor=desks.OPERATOR, now=now)
        except Exception as error:
            yield f"part: {told(error)}"


def _withdraw(now: datetime) -> Iterator[str]:
    """Somebody's consent to each purpose."""
    consents = Grant.objects.living(now).filter(ground=Ground.CONSENT)
    for purpose in sorted({*consents.values_list("purpose", flat=True)}):
        person = consents.filter(purpose=purpose).order_by("id").values_list("person_id", flat=True)[0]
        try:
            withdraw(person, purpose=purpose, actor=own(person), now=now)
        except Exception as error:
            yield f"{purpose}: {told(error)}"


def _restrict(now: datetime) -> Iterator[str]:
    """A request that uses stop, granted."""
    officer, person = stage.actor(stage.PRIVACY), stage.person(TO_RESTRICT)
    case = ask_and_show(CaseKind.STOP_USE, Identity.CALL_BACK, actor=officer, now=now, person=person)
    grant(case, actor=officer, now=now)
    return iter(())


def _correct(now: datetime) -> Iterator[str]:
    """A value of each category that is no address by which people are found."""
    values = SealedValue.objects.filter(person__confirmed_at__isnull=False).exclude(category__in=[Category.EMAIL])
    for category in sorted({*values.values_list("category", flat=True)}):
        value = values.filter(category=category).order_by("id").first()
        text = {Category.PHONE: "03-0000-4321", Category.FAX: "03-0000-4321"}.get(Category(category), "改め")
        try:
            correct(value.id, text, person=value.person_id, actor=own(value.person_id), now=now)
        except ValueError as error:
            if "not" not in str(error):
                yield f"{category}: {error}"[:300]
        except Exception as error:
            yield f"{category}: {told(error)}"


def _export(now: datetime) -> Iterator[str]:
    """A list in each format."""
    clerk = desks.fresh(User.objects.get(email=EVERYTHING))
    for format in FileFormat:
        asked = {"fields": ["name", "email"], "reason": "service", "format": format.value, "make": "1"}
        answer = clerk.post("/console/export/people/?purpose=membership", asked)
        if answer.status_code != 302:
            yield f"{format}: the desk answered {answer.status_code}"
        while export_lists(now):
            pass
        made = ListExport.objects.order_by("-made_at").first()
        got = clerk.post(reverse("console-export-file", kwargs={"id": made.id}))
        if got.status_code != 200 or not body_of(got):
            yield f"{format}: no file came ({got.status_code})"


def _reword(now: datetime) -> Iterator[str]:
    """Another policy, in which nothing but words is other."""
    from azukari.core.policy_versions.publish import publish

    publish(edited(reworded, of=current().policy), actor=PUBLISHER, now=now)
    return iter(())


def _means_more(draft: Draft) -> None:
    """Membership becomes more than it was, and its earlier use goes on; the magazine's stops until people agree."""
    draft["purposes"]["membership"].update(statement=SAID, edition=2)
    more = draft["purposes"]["magazine"]["edition"] + 1
    draft["purposes"]["magazine"].update(statement=SAID, edition=more, oldest_edition=more)


def _asked_anew() -> set[UUID]:
    """All members, and the readers who agreed to what the magazine has become; the others were asked about that."""
    grants, ruling = Grant.objects.living(timezone.now()), current().number
    whom = Q(purpose="membership") | Q(purpose="magazine", charter_id=ruling)
    return {*grants.filter(whom).values_list("person_id", flat=True)}


def _ask_anew(now: datetime) -> Iterator[str]:
    """Another policy, which whoever agreed to the one before is asked about."""
    people = _asked_anew()
    number = publish_widened(_means_more, now=now, of=current().policy).number
    tend(now)
    asked = {*Asked.objects.filter(round=number).values_list("person_id", flat=True)}
    if asked != people:
        yield f"{len(asked)} were asked, of {len(people)} who had to be, and {len(asked - people)} others"
    waiting = Asked.objects.filter(round=number, state=ReconsentAnswer.WAITING)
    letters = Message.objects.filter(kind=ASK_LETTER, reference__in=waiting.values("id"))
    if not waiting or waiting.count() != letters.count():
        yield f"{letters.count()} letters for {waiting.count()} who wait"


def _undo_import(now: datetime) -> Iterator[str]:
    """Each register and each list of hours that was taken over; what somebody has touched since stays."""
    [register] = History.objects.filter(state=HistoryState.DONE)
    undo(register)
    while History.objects.filter(state=HistoryState.UNDOING).exists():
        work_on_registers(now)
    register.refresh_from_db()
    if (register.state, register.members, register.kept) != (HistoryState.UNDONE, 2, 1):
        yield f"of {register.members} members {register.kept} were kept, and it is {register.state}"
    for opening in imports(VOLUNTEERS):
        undo_hours(opening.made_at, form=VOLUNTEERS, actor=stage.actor(stage.HELPERS), now=now)


def _imported() -> set[UUID]:
    """Members whom an undo takes out, one of whom the worker is at, and volunteers with hours out of a list."""
    hours = SignUp.objects.filter(shift__opening__in=imports(VOLUNTEERS)).values_list("person_id", flat=True)
    return {*hours, *(stage.person(f"{name}@example.org") for name in (TAKEN, PUTTING_BACK))}


def _in_use(moment: datetime) -> dict[str, set[UUID]]:
    """What a grant still stands for at a moment: the grants, the people, their registrations, and what of these serves
    the purpose. A grant for a saved form or a changed address has no registration.
    """
    grants = Grant.objects.living(moment)
    uses = {*grants.values_list("submission_id", "purpose")}
    registrations = {*Submission.objects.values_list("id", flat=True)} & {submission for submission, _purpose in uses}
    values = SealedValue.objects.values_list("id", "submission_id", "purposes")
    return {
        "consent.Grant": {*grants.values_list("id", flat=True)},
        "people.Person": {*grants.values_list("person_id", flat=True)},
        "forms.Submission": registrations,
        "vault.SealedValue": {id for id, of, said in values if any((of, purpose) in uses for purpose in said.split())},
    }


def _expire(now: datetime, *, after: timedelta) -> Iterator[str]:
    """What has ended by then goes, and nothing that is in use."""
    known = _in_use(now + after)
    for done in sweep.run_all(now + after):
        if done.error:
            yield f"{done.name}: {done.error}"
    yield from _gone(known)


def _gone(known: Mapping[str, set[UUID]]) -> Iterator[str]:
    """What is not there any more of rows that were, by table."""
    for label, ids in known.items():
        there = {*apps.get_model(label)._base_manager.values_list("pk", flat=True)}
        if not ids or ids - there:
            yield f"{label}: {len(ids - there)} of {len(ids)} rows went that are in use"


def _look_ahead(now: datetime) -> Iterator[str]:
    """What each sweep would let go, in ten years."""
    for each in sweep.sweeps():
        try:
            list(each.due(now + timedelta(days=3650)))
        except Exception as error:
            yield f"{each.name}: {told(error)}"


def _examine(now: datetime) -> Iterator[str]:
    for control in controls():
        if examine(control, now).failed:
            yield f"{control.name} met an error"


def _job(job: Job) -> Callable[[datetime], Iterator[str]]:
    def run(now: datetime) -> Iterator[str]:
        known = _in_use(now) if job.name == "retention" else {}
        job.run(now)
        yield from _gone(known)

    return run


def _jobs(now: datetime) -> Iterator[str]:
    """Every job, one after the other, as the worker's lanes would in one round."""
    for job in jobs():
        try:
            job.run(now)
        except Exception as error:
            yield f"{job.name}: {told(error)}"


_INSTRUCTED = frozenset({"people.Removal", "disclosure.Instruction"})
"""What leaves a row wherever something of somebody ends: the journal of removals, and the orders to recipients."""
_KEYS = frozenset({"vault.PersonKey"})
_GONE = frozenset({
    "people.Person", "vault.SealedValue", "vault.SearchCode", "vault.PersonKey", "vault.ListLine", "vault.MergedRow",
    "vault.DuplicatePair", "campaigns.Signature", "consent.Grant", "forms.Submission", "mail.Message",
    "mail.MailingMessage", "people.Trail", "vault.AddressChange", "vault.FormerValue", "vault.Mention",
    "vault.Proposal", "vault.Redaction", "vault.SealedNote",
})  # fmt: skip
"""What goes with somebody or with what they gave."""


_MERGED = _KEYS | {"people.Removal", "people.Tombstone"}
_TWICE = _KEYS | {
    "consent.Grant", "incidents.Affected", "mail.MailingMessage", "mail.Message", "people.Person", "people.Trail",
    "questionnaires.Invitation", "reconsent.Asked", "vault.AddressChange", "vault.DuplicatePair", "vault.ListLine",
    "vault.Proposal", "vault.SealedValue",
}  # fmt: skip
"""What two records had twice, and what was under way for one of them."""


def _everybody() -> set[UUID]:
    return {*everybody_s_kind().values()}


def _who_agreed() -> set[UUID]:
    """Somebody with a living consent to each purpose."""
    consents = Grant.objects.living(timezone.now()).filter(ground=Ground.CONSENT).order_by("id")
    return {consents.filter(purpose=one).values_list("person_id", flat=True)[0]
            for one in {*consents.values_list("purpose", flat=True)}}  # fmt: skip


def _to_restrict() -> set[UUID]:
    """Whoever asked for it; the program carries out as well what was decided before."""
    decided = CaseSubject.objects.filter(case__state=CaseState.DECIDED).values_list("person_id", flat=True)
    return {stage.person(TO_RESTRICT), *decided}


_TAKEN_OVER = frozenset({
    "members.Allocation", "members.Invoice", "members.Membership", "members.Payment", "members.Term",
    "volunteers.Opening", "volunteers.Shift", "volunteers.SignUp",
})  # fmt: skip
"""What comes of a register and of a list of hours."""


_OBSERVED = frozenset({"assurance.Observation"})


def operations() -> list[Operation]:
    """All that are done inside an instance; each job by itself comes last."""
    return [
        Operation(
            "erase",
            _erase,
            ANYTHING,
            people=_everybody,
            gains=_INSTRUCTED | _KEYS | {"cases.CaseStep", "people.Tombstone", "vault.Erasure", "vault.MentionSearch"},
            loses=_GONE | owning_rows(),
        ),
        Operation("archive", _archive),
        Operation("tell what is held", _held),
        Operation(
            "merge",
            lambda now: _merge(now, apart=False),
            ANYTHING,
            people=_everybody,
            gains=_MERGED | {"vault.Merge", "vault.MergedRow"},
            loses=_TWICE,
        ),
        Operation(
            "merge and part",
            lambda now: _merge(now, apart=True),
            ANYTHING,
            people=_everybody,
            gains=_MERGED,
            loses=_TWICE | {"own.OwnSession", "own.SignIn"},
        ),
        Operation(
            "withdraw",
            _withdraw,
            ANYTHING,
            people=_who_agreed,
            gains=_INSTRUCTED,
            loses=(_GONE - {"people.Person", "vault.PersonKey"}) | {"forms.Handling", "questionnaires.Response"},
        ),
        Operation(
            "restrict",
            _restrict,
            ANYTHING,
            people=_to_restrict,
            gains=_INSTRUCTED
            | _KEYS
            | {
                "cases.Case",
                "cases.CasePart",
                "cases.CaseStep",
                "cases.CaseSubject",
                "consent.Grant",
                "vault.Erasure",
                "vault.MentionSearch",
                "vault.SealedNote",
            },
            loses=_KEYS
            | {
                "cases.CaseSubject",
                "consent.Grant",
                "mail.MailingMessage",
                "mail.Message",
                "people.Trail",
                "vault.DuplicatePair",
                "vault.ListLine",
                "vault.SearchCode",
            },
        ),
        Operation(
            "correct",
            _correct,
            _CORRECTED,
            gains=_INSTRUCTED | {"questionnaires.Recount"},
            loses=frozenset({"vault.ListLine", "vault.SearchCode"}),
        ),
        Operation("export lists", _export, _EXPORTED, gains=_EXPORTED),
        Operation("reword the policy", _reword, _PUBLISHED, gains=_PUBLISHED),
        Operation(
            "ask anew",
            _ask_anew,
            _PUBLISHED | {"mail.Message", "reconsent.Asked", "reconsent.Round"},
            people=_asked_anew,
            gains=_PUBLISHED | {"mail.Message", "reconsent.Asked", "reconsent.Round"},
        ),
        Operation(
            "undo an import",
            _undo_import,
            _TAKEN_OVER
            | {"consent.Grant", "members.Application", "members.History", "members.MonthlyCount", "people.Removal"},
            people=_imported,
            gains=frozenset({"members.Application", "people.Removal"}),
            loses=_TAKEN_OVER,
        ),
        Operation(
            "expire",
            lambda now: _expire(now, after=timedelta(0)),
            ANYTHING,
            loses=frozenset({"forms.SentMark", "forms.SpentChallenge", "vault.FormerValue"}),
        ),
        Operation(
            "expire in a year",
            lambda now: _expire(now, after=timedelta(days=400)),
            ANYTHING,
            later=True,
            gains=frozenset({"people.Removal", "people.Tombstone", "vault.MentionSearch", "vault.PersonKey"}),
            loses=ENDS,
        ),
        Operation("look ahead", _look_ahead),
        Operation("examine", _examine, _OBSERVED, gains=_OBSERVED),
        Operation("jobs", _jobs, ANYTHING, gains=ANYTHING, loses=TOGETHER),
        *(
            Operation(
                f"job: {job.name}", _job(job), ANYTHING, alone=True, gains=ANYTHING, loses=LOSES.get(job.name, NONE)
            )
            for job in jobs()
        ),
    ]
