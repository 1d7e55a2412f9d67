"""While an address waits for its confirmation: the page after sending shows it masked, sends the mail again, and puts a
mistyped address right.

For half an hour, to the browser that sent the form: its page carries a sealed token, and no value is opened to show it.
A corrected address makes a submission of its own of what came: whoever has the mail that went to the wrong address can
confirm nothing with it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database.rows import insert_all
from azukari.core.forms.answers import read_one
from azukari.core.forms.arrival import confirmation_grant
from azukari.core.forms.events import SUBMISSION_READDRESSED
from azukari.core.forms.held import hold_submission
from azukari.core.forms.intake import CONFIRM_LETTER, DOOR
from azukari.core.forms.models import Guardianship, OwnDataQuestion, State, Submission, Suspicion
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.submit import may_write_to
from azukari.core.ledger.events import Event
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.core.policy_versions.current import at
from azukari.core.vault.erase_unheld import erase_unheld
from azukari.core.vault.held_fields import held_fields
from azukari.core.vault.join import move_values
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.store import NewValue, seal_more
from azukari.core.vault.trail import record_about
from azukari.core.vault.ways import OWN
from azukari.lib import instance_secret, sealed_token
from azukari.lib.characters import MalformedError
from azukari.lib.email import email
from azukari.lib.token import TokenError, TokenExpired
from azukari.policy.terms import CONFIRMATION, Category, Field, FieldType, Form

LASTS = timedelta(minutes=30)
_USE = "waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission whose address is yet to be confirmed.

    Args:
        masked: the address, as far as its owner needs it to recognise it.
        corrects: whether the address can be put right here.
    """

    submission: Submission
    form: Form
    masked: str
    corrects: bool


def masked(address: str) -> str:
    """``ha•••@example.org``: enough for its owner to see a slip in it."""
    local, _at, domain = address.rpartition("@")
    return f"{local[: 2 if len(local) > 3 else 1]}•••@{domain}"


def token(submission: UUID, address: str, *, now: datetime) -> str:
    """What stands in the address of the page after sending."""
    secret = instance_secret.newest(settings.AZUKARI)
    return sealed_token.make(secret, _USE, submission, now + LASTS, words=masked(address))


def opened(link: str, *, now: datetime) -> Waiting:
    """What the page is about. Changes nothing.

    Raises:
        LinkClosed: it was confirmed, its time is over, or it is gone.
    """
    id, words = _read(link, now)
    submission = Submission.objects.filter(id=id, suspicion__isnull=True).first()
    if submission is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if submission.state != State.PENDING:
        raise LinkClosed(LinkState.USED)
    form = at(submission.charter_id).policy.forms[submission.form]
    guarded = Guardianship.objects.filter(submission_id=id).exists()
    return Waiting(submission, form, words, corrects=not guarded and _field(form) is not None)


def _read(link: str, now: datetime) -> tuple[UUID, str]:
    try:
        return sealed_token.read(_secrets(now), _USE, link, now=now)
    except TokenExpired as expired:
        raise LinkClosed(LinkState.EXPIRED) from expired
    except TokenError as error:
        raise LinkClosed(LinkState.UNKNOWN) from error


def _secrets(now: datetime) -> Sequence[bytes]:
    return instance_secret.accepted(settings.AZUKARI, lasts=LASTS, now=now)


def send_again(waiting: Waiting, *, now: datetime) -> None:
    """Send the mail once more, as far as the address may be written to; nothing while one is on its way."""
    submission = waiting.submission
    on_its_way = Message.objects.filter(kind=CONFIRM_LETTER, reference=submission.id, sent_at__isnull=True)
    if on_its_way.exists():
        return
    person = submission.person_id
    try:
        opened = release(
            [person],
            purpose=CONFIRMATION,
            categories=frozenset({Category.EMAIL}),
            actor=DOOR,
            reason=Reason.DELIVERY,
            now=now,
            options=ReleaseOptions(submission=submission.id, way=OWN),
        )
    except Refused:  # it was confirmed or erased meanwhile
        return
    address = next((value.text for value in opened.get(person, ())), "")
    if address and may_write_to(waiting.form, address, now=now):
        with transaction.atomic(durable=True):
            enqueue(CONFIRM_LETTER, person=person, reference=submission.id, lang=submission.lang, now=now)


def readdress(waiting: Waiting, typed: str, *, lang: str, now: datetime) -> tuple[UUID, str] | Problem:
    """Let what was sent wait for the confirmation of another address; the mail to the first one opens nothing any more.

    Returns:
        the submission that it is now, and its address; or what is wrong with what was typed.

    Raises:
        LinkClosed: it was confirmed or erased meanwhile.
    """
    field = _field(waiting.form)
    if field is None or not waiting.corrects:
        raise LinkClosed(LinkState.UNKNOWN)
    address = read_one(field, typed, lang=lang)
    if isinstance(address, Problem) or not address:
        return address or problem("missing", field, lang)
    with transaction.atomic(durable=True):
        held = hold_submission(waiting.submission.id)
        if held is None or held.state != State.PENDING or Suspicion.objects.filter(submission=held).exists():
            raise LinkClosed(LinkState.USED)
        grants = list(Grant.objects.ending_later(now).filter(submission_id=held.id, purpose=CONFIRMATION))
        if not grants:
            raise LinkClosed(LinkState.EXPIRED)
        anew = _moved(held, field, address, now)  # under an id by which a second press finds it
        move_ends([(grant, now) for grant in grants], reason=EndReason.EXPIRED, now=now)
        erase_unheld([held.person_id], now=now)
        if may_write_to(waiting.form, address, now=now):
            enqueue(CONFIRM_LETTER, person=anew.person_id, reference=anew.id, lang=anew.lang, now=now)
    return anew.id, address


def readdressed(link: str, typed: str, *, now: datetime) -> tuple[UUID, str] | None:
    """What `readdress` made of the same page and the same address before, for whoever presses twice; None for nothing.

    Raises:
        LinkClosed: it is no link of ours, or its time is over.
    """
    id, _words = _read(link, now)
    try:
        address = email(typed)
    except MalformedError:
        return None
    ids = [_id_of(id, address, secret) for secret in _secrets(now)]
    found = Submission.objects.filter(id__in=ids).values_list("id", flat=True).first()
    return (found, address) if found else None


def _id_of(former: UUID, address: str, secret: bytes) -> UUID:
    """The id of a submission whose address was put right: as old as the former, the rest drawn from what was typed."""
    drawn = hmac.digest(secret, b"azukari readdressed " + former.bytes + address.encode(), hashlib.sha256)
    head, tail = former.int >> 64 << 64, int.from_bytes(drawn[:8])
    return UUID(int=head | 0b10 << 62 | tail & 0x3FFFFFFFFFFFFFFF)


def _moved(held: Submission, field: Field, address: str, now: datetime) -> Submission:
    """The same answers under a submission of its own, with the other address, in the caller's transaction."""
    charter, person = at(held.charter_id), held.person_id
    id = _id_of(held.id, address, instance_secret.newest(settings.AZUKARI))
    row = {each.attname: getattr(held, each.attname) for each in Submission._meta.concrete_fields}
    Submission.objects.bulk_create([Submission(**{**row, "id": id})])
    insert_all({Grant: [confirmation_grant(person, id, charter, held.created_at)]})
    others = {v.field for v in held_fields(person) if v.submission == held.id and v.field != field.id}
    move_values(held.id, to=id, fields=others)
    value = NewValue(field.id, field.category, (CONFIRMATION, *field.purposes), address)
    insert_all(seal_more([value], person=person, submission=id, index=None, now=now))
    OwnDataQuestion.objects.filter(submission=held).update(submission=id)
    record_about([Event(SUBMISSION_READDRESSED, {"submission": str(id), "form": held.form}, person)], now=now)
    return Submission.objects.get(id=id)


def _field(form: Form) -> Field | None:
    """The field that asks for the address; None where there is not exactly one."""
    found = [f for f in form.fields if f.category is Category.EMAIL and f.type is FieldType.EMAIL]
    return found[0] if len(found) == 1 else None
