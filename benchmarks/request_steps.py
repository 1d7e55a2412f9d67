"""A request from its arrival to its end: taken in, decided, carried out by the program, checked by the look-up."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from azukari.core.accounts.models import StaffDuty, User
from azukari.core.cases.lifecycle import Request, answer, open_case
from azukari.core.cases.models import Case
from azukari.core.vault.models import SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.scan import remains_by_index
from azukari.features.rights.carry_out import carry_out_case
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import CaseChannel, CaseKind, Identity, Outcome, ReplyBy
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.archive import build
from azukari.shells.self_service.own_data import own_data
from azukari.shells.self_service.package import sealed_pdf

DESK = Actor(ActorKind.SYSTEM, "rights")


def staff_the_desk() -> None:
    """Two members of staff, since a case has an owner and a deputy."""
    now = datetime.now(UTC)
    for name in ("one", "two"):
        if User.objects.filter(email=f"{name}@staff.example.org").exists():
            return
        user = User.objects.create_user(f"{name}@staff.example.org", name, now=now)
        StaffDuty.objects.create(user=user, duty="privacy")


def _asked(kind: CaseKind, person: UUID) -> Case:
    request = Request(
        kind,
        CaseChannel.PHONE,
        "ja",
        ReplyBy.PHONE,
        person=person,
        identity=Identity.CALL_BACK,
        words={NoteKind.SAID: "架空の請求です。"},
    )
    return open_case(request, actor=DESK, now=datetime.now(UTC))


def _carried_out(case: Case, part: DecisionPart) -> None:
    decide(case, Outcome.GRANTED, [part], actor=DESK, now=datetime.now(UTC))
    case.refresh_from_db()
    assert carry_out_case(case, now=datetime.now(UTC))
    answer(case, actor=DESK, now=datetime.now(UTC))


def release(person: UUID) -> None:
    """The request, and the archive that is handed over."""
    _carried_out(_asked(CaseKind.RELEASE, person), DecisionPart())
    now = datetime.now(UTC)
    build(person, own_data(person, actor=DESK, lang="ja", now=now), (), id=uuid4(), lang="ja", now=now)


def document(person: UUID) -> None:
    """The same as a locked PDF; making pages is the cost."""
    now = datetime.now(UTC)
    archive = build(person, own_data(person, actor=DESK, lang="ja", now=now), (), id=uuid4(), lang="ja", now=now)
    assert sealed_pdf(archive, "quiet-river-stones", lang="ja")


def correct(person: UUID) -> None:
    """The request, with the new telephone number in it."""
    value = SealedValue.objects.filter(person_id=person, field="phone").values_list("id", flat=True)[0]
    _carried_out(_asked(CaseKind.CORRECTION, person), DecisionPart(value=value, text=f"+8180{uuid4().int % 10**8:08}"))


def erase(person: UUID) -> None:
    """The request, the erasure over every holder, and the look-up that agrees."""
    _carried_out(_asked(CaseKind.ELIMINATION, person), DecisionPart())


def look_up(person: UUID) -> None:
    """The search by every index alone, by which a certificate is checked before it is given."""
    assert remains_by_index(person)
