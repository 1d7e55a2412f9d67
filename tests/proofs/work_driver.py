"""A process that does what a registration system does with data, and is killed at it: ``python -m ...work_driver``.

It sets itself up once and forks a child for each order, a line of JSON: which, and with what. A child answers with a
line of JSON, and its parent says how it ended. At a chosen step a child kills itself with SIGKILL, as nothing but the
kernel sees; steps are the statements that write, and the moments before and after each commit.

    stdin   ``["prepare", DEED]`` | ``["do", DEED, SUBJECTS, STEP]`` | ``["look", DEED, SUBJECTS]``
    stdout  the answer, then ``over CODE``
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402 - Django is set up first

from azukari.core.accounts.models import User  # noqa: E402
from azukari.core.cases.lifecycle import Request, open_case  # noqa: E402
from azukari.core.cases.models import Case  # noqa: E402
from azukari.core.consent.events import GRANT_WITHDRAWN  # noqa: E402
from azukari.core.consent.models import EndReason, Grant  # noqa: E402
from azukari.core.forms.models import Submission  # noqa: E402
from azukari.core.ledger.catalogue import Kind  # noqa: E402
from azukari.core.ledger.models import Entry, Pending  # noqa: E402
from azukari.core.people.models import Person  # noqa: E402
from azukari.core.transfers import spool  # noqa: E402
from azukari.core.transfers.cases import Demanded, approve_case, inform, scope  # noqa: E402
from azukari.core.transfers.cases import open_case as open_legal_case  # noqa: E402
from azukari.core.transfers.models import Moved, Recipient, Transfer, TransferPerson, TransferState  # noqa: E402
from azukari.core.transfers.register import add_authority  # noqa: E402
from azukari.core.vault import retention  # noqa: E402
from azukari.core.vault.erase_unheld import unheld  # noqa: E402
from azukari.core.vault.events import PERSON_ERASED, TRANSFER_MADE, VALUE_EXPIRED  # noqa: E402
from azukari.core.vault.models import PersonKey, SealedValue  # noqa: E402
from azukari.core.vault.withdraw import NotAConsent, withdraw  # noqa: E402
from azukari.features.rights import carry_out  # noqa: E402
from azukari.features.rights.decision import DecisionPart, decide  # noqa: E402
from azukari.features.rights.hand_over import locked_document  # noqa: E402
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy  # noqa: E402
from azukari.policy.disclosure import LEGAL_DUTY  # noqa: E402
from azukari.policy.terms import Actor, ActorKind  # noqa: E402
from azukari.shells.self_service.events import ARCHIVE_TAKEN  # noqa: E402
from tests.console import desks  # noqa: E402
from tests.disclosure import office  # noqa: E402

OFFICER = Actor(ActorKind.STAFF, "1", frozenset({"privacy"}))
_OPERATOR = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-00000000000c", frozenset({"operator"}))
_COURT = "kakucho-court"
_WARRANT = Demanded(
    compelled=True,
    citation="Code of Criminal Procedure, Art. 218",
    document=office.DOCUMENT,
    reference="R8-1234",
    categories=office.EMAIL,
)

type Subject = dict[str, str]

retention.BATCH = 1  # so that a sweep has somewhere to stop between two people


class Steps:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, last: int) -> None:
        self.last, self.count = last, 0
        self._commit = connection.commit

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], sql: str, *parts: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.step()
        return execute(sql, *parts)

    def commit(self) -> None:
        self.step()
        self._commit()
        self.step()


def prepare(deed: str) -> list[Subject]:
    """Everything up to the deed, for people who come for it."""
    if not User.objects.exists():
        desks.staff("privacy")
        desks.staff("membership")
    return [_DEEDS[deed].prepare() for _ in range(2 if deed == "sweep" else 1)]


def do(deed: str, subjects: list[Subject], last: int) -> int:
    """The deed, up to a step; returns how many steps it has."""
    steps = Steps(last)
    vars(connection)["commit"] = steps.commit
    with connection.execute_wrapper(steps.statement):
        _DEEDS[deed].do(subjects)
    return steps.count


def look(deed: str, subjects: list[Subject]) -> dict[str, Any]:
    """Which of them are as they were and which are done; how often the ledger tells of it; what nothing holds."""
    known = _DEEDS[deed]
    ids = {
        id
        for model in (Pending, Entry)
        for id in model.objects.filter(kind=known.kind.name).values_list("id", flat=True)
    }
    return {
        "as before": [known.is_whole(subject) for subject in subjects],
        "done": [known.is_done(subject) for subject in subjects],
        "told": len(ids),
        "finished": all(known.is_finished(subject) for subject in subjects),
        "not held": len(unheld(list(Person.objects.values_list("id", flat=True)), desks.moment())),
    }


def _somebody() -> Subject:
    """A reader who volunteers."""
    address = f"killed{Submission.objects.count()}-marker@example.org"
    desks.register("volunteers", {"email": address})
    reader = desks.register("magazine", {"email": address})
    person = Submission.objects.get(id=reader.submission).person_id
    return _as_it_is({"person": str(person), "submission": str(reader.submission)})


def _as_it_is(subject: Subject) -> Subject:
    return subject | {"held": _held(subject["person"])}


def _held(person: str) -> str:
    living = Grant.objects.filter(person_id=person, end_reason="").values_list("purpose", flat=True)
    counts = [model.objects.filter(person_id=person).count() for model in (SealedValue, PersonKey, Submission)]
    return json.dumps([counts, sorted(living)])


def _is_whole(subject: Subject) -> bool:
    return Person.objects.filter(id=subject["person"]).exists() and _held(subject["person"]) == subject["held"]


def _is_gone(subject: Subject) -> bool:
    gone = not Person.objects.filter(id=subject["person"]).exists()
    return gone and _held(subject["person"]) == json.dumps([[0, 0, 0], []])


class _Sweep:
    """Retention: both uses have had their time."""

    kind = VALUE_EXPIRED

    def prepare(self) -> Subject:
        somebody = _somebody()
        now = desks.moment()
        living = Grant.objects.filter(person_id=somebody["person"], settled_at__isnull=True)
        living.update(begins_at=now - timedelta(days=9), ends_at=now - timedelta(hours=1))
        return _as_it_is(somebody)

    def do(self, subjects: list[Subject]) -> None:
        del subjects
        retention.expire(desks.moment())

    is_whole, is_done, is_finished = staticmethod(_is_whole), staticmethod(_is_gone), staticmethod(_is_gone)


class _Withdrawal:
    """The magazine goes, and with it what only it held; the volunteer stays."""

    kind = GRANT_WITHDRAWN

    def prepare(self) -> Subject:
        return _somebody()

    def do(self, subjects: list[Subject]) -> None:
        for subject in subjects:
            person = UUID(subject["person"])
            with suppress(NotAConsent):
                withdraw(person, purpose="magazine", actor=Actor(ActorKind.PERSON, str(person)), now=desks.moment())

    def is_done(self, subject: Subject) -> bool:
        ended = Grant.objects.filter(submission_id=subject["submission"], end_reason=EndReason.WITHDRAWN).exists()
        values = SealedValue.objects.filter(submission_id=subject["submission"]).exists()
        stays = Grant.objects.filter(person_id=subject["person"], purpose="volunteers", end_reason="").exists()
        return not values and stays and (ended or not Submission.objects.filter(id=subject["submission"]).exists())

    is_whole, is_finished = staticmethod(_is_whole), is_done


class _HandOver:
    """What the office holds about somebody, as a locked document, where that was granted."""

    kind = ARCHIVE_TAKEN

    def prepare(self) -> Subject:
        case = _granted(subject := _somebody(), CaseKind.RELEASE)
        carry_out.run(desks.moment())
        return _as_it_is(subject | {"case": str(case.id)})

    def do(self, subjects: list[Subject]) -> None:
        for subject in subjects:
            case = Case.objects.get(id=subject["case"])
            document = locked_document(case, "paper indigo ink", actor=OFFICER, now=desks.moment())
            assert document.startswith(b"%PDF-")

    def is_done(self, subject: Subject) -> bool:
        return _is_whole(subject) and _steps(subject, "handed-over") == 1

    def is_whole(self, subject: Subject) -> bool:
        return _is_whole(subject) and _steps(subject, "handed-over") == 0

    is_finished = is_done


class _Erasure:
    """A request for erasure that was granted, and is carried out."""

    kind = PERSON_ERASED

    def prepare(self) -> Subject:
        case = _granted(subject := _somebody(), CaseKind.ELIMINATION)
        return _as_it_is(subject | {"case": str(case.id)})

    def do(self, subjects: list[Subject]) -> None:
        del subjects
        carry_out.run(desks.moment())

    def is_finished(self, subject: Subject) -> bool:
        case = Case.objects.get(id=subject["case"])
        return (case.state, case.failure) == (CaseState.DONE, "") and _steps(subject, "carried-out") == 1

    is_whole, is_done = staticmethod(_is_whole), staticmethod(_is_gone)


class _LegalCase:
    """What a court demands of somebody, sealed to its key, under a case that two duties approved."""

    kind = TRANSFER_MADE

    def prepare(self) -> Subject:
        now, subject = desks.moment(), _somebody()
        if not Recipient.objects.filter(slug=_COURT).exists():
            words = {"ja": "架空町裁判所", "en": "Kakucho Court"}
            add_authority(_COURT, name=words, address=words, country="JP", actor=OFFICER, now=now)
            office.keyed(_COURT, now=now)
        case = open_legal_case(Recipient.objects.get(slug=_COURT), _WARRANT, actor=OFFICER, now=now)
        people = [UUID(subject["person"])]
        case = scope(case.id, people=people, minimum=office.EMAIL, version=case.version, actor=OFFICER, now=now)
        case = inform(case.id, prohibition="", version=case.version, actor=OFFICER, now=now)
        for actor in (office.ASKER, _OPERATOR):
            [duty] = actor.duties
            approve_case(case.id, duty=duty, version=case.version, actor=actor, now=now)
        wish = office.wish(_COURT, purpose=LEGAL_DUTY, ground="law", case=case.id)
        return _as_it_is(subject | {"transfer": str(office.approved(wish, now=now).id)})

    def do(self, subjects: list[Subject]) -> None:
        for subject in subjects:
            office.run(UUID(subject["transfer"]), clock=desks.moment)

    def is_done(self, subject: Subject) -> bool:
        rows = TransferPerson.objects.filter(transfer_id=subject["transfer"], person_id=subject["person"])
        return _is_whole(subject) and [row.state for row in rows] == [Moved.MOVED]

    def is_whole(self, subject: Subject) -> bool:
        return _is_whole(subject) and not TransferPerson.objects.filter(transfer_id=subject["transfer"]).exists()

    def is_finished(self, subject: Subject) -> bool:
        transfer = Transfer.objects.get(id=subject["transfer"])
        return transfer.state == TransferState.READY and spool.sealed_file(transfer.id).stat().st_size > 0


def _granted(subject: Subject, kind: CaseKind) -> Case:
    request = Request(
        kind, CaseChannel.PHONE, "en", ReplyBy.PHONE, person=UUID(subject["person"]), identity=Identity.CALL_BACK
    )
    case = open_case(request, actor=OFFICER, now=desks.moment())
    return decide(case, Outcome.GRANTED, [DecisionPart()], actor=OFFICER, now=desks.moment())


def _steps(subject: Subject, event: str) -> int:
    return Case.objects.get(id=subject["case"]).steps.filter(event=event).count()


class Deed(Protocol):
    kind: Kind

    def prepare(self) -> Subject: ...
    def do(self, subjects: list[Subject], /) -> None: ...
    def is_whole(self, subject: Subject, /) -> bool: ...
    def is_done(self, subject: Subject, /) -> bool: ...
    def is_finished(self, subject: Subject, /) -> bool: ...


_DEEDS: Mapping[str, Deed] = {
    "sweep": _Sweep(),
    "withdrawal": _Withdrawal(),
    "hand-over": _HandOver(),
    "erasure": _Erasure(),
    "legal case": _LegalCase(),
}
_ORDERS: Mapping[str, Callable[..., object]] = {"prepare": prepare, "do": do, "look": look}


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        order, *given = json.loads(line)
        pid = os.fork()
        if not pid:
            try:
                print(json.dumps(_ORDERS[order](*given)), flush=True)
                connection.close()
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print("over", os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
