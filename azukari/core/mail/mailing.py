"""A mailing from its first word to its end: written, given its people, begun, paused, gone on with, cancelled, counted.

Whoever writes it decides whom it is for; whether each of them may be written to is asked when their turn comes
(`mail.bulk`). Everything here is a few statements, however many people there are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from azukari.core.database.rows import insert
from azukari.core.ledger.events import actor_reference
from azukari.core.mail.mailing_kind import mailing_kind
from azukari.core.mail.models import WAITS, Mailing, MailingMessage, MailingText
from azukari.core.vault.ways import insist_that_it_serves
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_ids
from azukari.lib.mime_template import slots
from azukari.policy.mailing import FAILED, OPEN, MailingState, MessageState, may_become
from azukari.policy.terms import Actor, Category

PERSONAL = {"name": Category.NAME}
"""The slots that a person's own data fills, and which."""

CANCELLED = "cancelled"
_IS = {state: f"mailing.{state}" for state in MailingState}
_A_CALL = 2_000  # messages added, or ended, by one transaction


class UnknownSlot(ValueError):
    """The texts have slots that their kind of mailing cannot fill.

    Args:
        names: of those slots.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("nothing fills a slot of the text")
        self.names = names


class NoText(ValueError):
    """There is no text in a language that somebody is to be written to in, or none at all."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a mailing says in one language.

    Args:
        subject: one line.
        text, html: the two parts. ``{{name}}`` is the person's name, other slots are links of the mailing's kind.
    """

    lang: str
    subject: str
    text: str
    html: str

    @property
    def slots(self) -> frozenset[str]:
        return slots(self.subject) | slots(self.text) | slots(self.html)


def categories_of(texts: Iterable[Text | MailingText]) -> frozenset[Category]:
    """What has to be opened of each person: the address, and what stands in slots."""
    used = {name for text in texts for part in (text.subject, text.text, text.html) for name in slots(part)}
    return frozenset({Category.EMAIL, *(PERSONAL[name] for name in used & {*PERSONAL})})


def write(
    kind: str, *, purpose: str, texts: Sequence[Text], actor: Actor, now: datetime, reference: UUID | None = None
) -> Mailing:
    """Write a mailing, with nobody in it.

    Args:
        kind: a registered one (`mail.mailing_kind`).
        purpose: for which addresses are opened.
        reference: the thing that it carries.

    Raises:
        Refused: the purpose does not allow such a mailing. Recorded first.
        UnknownSlot: a text has a slot that nothing fills.
        NoText, KeyError: there is no text, or no such kind.
    """
    insist_that_it_serves(mailing_kind(kind).way, purpose, actor=actor, now=now)
    known = {*PERSONAL, *mailing_kind(kind).link_slots}
    unknown = {name for text in texts for name in text.slots} - known
    if unknown:
        raise UnknownSlot(sorted(unknown))
    if not texts:
        raise NoText("A mailing needs a text in at least one language.")
    with transaction.atomic():
        by, state = actor_reference(actor), MailingState.PREPARING
        mailing = Mailing.objects.create(
            kind=kind, purpose=purpose, reference=reference, state=state, created_by=by, created_at=now
        )
        MailingText.objects.bulk_create(
            MailingText(mailing=mailing, lang=t.lang, subject=t.subject, text=t.text, html=t.html) for t in texts
        )
    return mailing


def spoken(people: Iterable[tuple[UUID, str]], texts: Sequence[Text]) -> list[tuple[UUID, str]]:
    """Each with a language in which there is a text: theirs, or else that of the first text."""
    there = {text.lang for text in texts}
    return [(person, lang if lang in there else texts[0].lang) for person, lang in people]


def add(mailing: Mailing, people: Sequence[tuple[UUID, str]], *, now: datetime) -> None:
    """Add people, each with the language to be written to in; who is in it already stays as they are.

    Raises:
        InvalidTransition: it has begun.
        NoText: there is no text in one of the languages.
    """
    waiting = MessageState.WAITING.value
    if {lang for _, lang in people} - {*mailing.texts.values_list("lang", flat=True)}:
        raise NoText("There is no text in a language that somebody is to be written to in.")
    for start in range(0, len(people), _A_CALL):
        some = dict(people[start : start + _A_CALL])
        with transaction.atomic():
            held = Mailing.objects.select_for_update().get(id=mailing.id)
            if held.state != MailingState.PREPARING:
                raise InvalidTransition(_IS[MailingState(held.state)])
            there = MailingMessage.objects.filter(mailing=mailing, person_id__in=list(some))
            new = sorted(some.keys() - {*there.values_list("person_id", flat=True)})
            insert(
                MailingMessage,
                [
                    (id, mailing.id, person, some[person], waiting, "", now, now, 0, False, None, None)
                    for id, person in zip(new_ids(len(new)), new, strict=True)
                ],
            )


def start(mailing: Mailing, *, now: datetime, at: datetime | None = None) -> None:
    """Let it go, now or at a time; also one that was paused, whose messages go on where they were.

    Raises:
        InvalidTransition: it is over, or under way.
    """
    _turn(mailing, MailingState.SENDING, starts_at=at or now, ended_at=None)


def pause(mailing: Mailing, *, code: str = "staff") -> None:
    """Stop it, within a second; nothing is lost.

    Args:
        code: why, in a word: staff did, or the code of the verdict by which the gate did.

    Raises:
        InvalidTransition: it is not under way.
    """
    _turn(mailing, MailingState.PAUSED, code=code[:64])


def pause_restored() -> int:
    """Stop whatever a backup says is under way: what went after the backup was made, it cannot tell, and would send
    again. Staff look, and start what is to go on. Returns how many.
    """
    under_way = Mailing.objects.filter(state=MailingState.SENDING)
    return under_way.update(state=MailingState.PAUSED, code="restored")


def cancel(mailing: Mailing, *, now: datetime) -> None:
    """Stop it for good: what has not gone is given up.

    Raises:
        InvalidTransition: it is over.
    """
    _turn(mailing, MailingState.CANCELLED, ended_at=now)
    give_up_rest(mailing, now=now)


def give_up_rest(mailing: Mailing, *, now: datetime) -> None:
    """Give up what has not gone of a cancelled mailing, but for what a sender has leased this moment: it learns by
    itself, and says what became of it.
    """
    while True:
        left = MailingMessage.objects.filter(mailing=mailing, state__in=OPEN, lease__isnull=True)
        some = list(left.values_list("id", flat=True)[:_A_CALL])
        if not some:
            return
        left.filter(id__in=some).update(state=MessageState.GIVEN_UP, code=CANCELLED, changed_at=now)


def failed(mailing: Mailing) -> QuerySet[MailingMessage]:
    """What may be tried once more, if staff say so: of whoever was erased nothing is sent again."""
    return MailingMessage.objects.filter(mailing=mailing, state__in=FAILED, person__isnull=False)


def retry_failed(mailing: Mailing, *, now: datetime) -> int:
    """Let those go once more whom no server took or whose mailbox was not there, and nobody else.

    Returns:
        how many.

    Raises:
        InvalidTransition: it was cancelled, or is being prepared.
    """
    with transaction.atomic():
        held = Mailing.objects.select_for_update().get(id=mailing.id)
        if MailingState(held.state) in (MailingState.CANCELLED, MailingState.PREPARING):
            raise InvalidTransition(_IS[MailingState(held.state)])
        count = failed(mailing).update(state=MessageState.WAITING, code="", attempts=0, due_at=now, changed_at=now)
        if count and held.state == MailingState.DONE:
            _turn(mailing, MailingState.SENDING, ended_at=None)
    return count


def settle_done(*, now: datetime) -> int:
    """Close mailings of which nothing waits any more; returns how many."""
    waiting = MailingMessage.objects.filter(WAITS, mailing=OuterRef("id"))
    under_way = Mailing.objects.filter(state=MailingState.SENDING, starts_at__lte=now)
    done = under_way.filter(~Exists(waiting))
    return Mailing.objects.filter(id__in=list(done.values_list("id", flat=True)), state=MailingState.SENDING).update(
        state=MailingState.DONE, ended_at=now
    )


def tally(mailing: Mailing, *, since: datetime | None = None) -> Counter[MessageState]:
    """How many messages stand in which state, or have come to it since then. One query."""
    rows = MailingMessage.objects.filter(mailing=mailing)
    counted = (rows.filter(changed_at__gte=since) if since else rows).values_list("state").annotate(count=Count("id"))
    return Counter({MessageState(state): count for state, count in counted.order_by("state")})


def lately_taken(mailing: Mailing, *, now: datetime) -> int:
    """How many messages a server took within the last minute. One query."""
    since = now - timedelta(minutes=1)
    return MailingMessage.objects.filter(mailing=mailing, state=MessageState.SENT, changed_at__gt=since).count()


def _turn(mailing: Mailing, state: MailingState, **more: object) -> None:
    with transaction.atomic():
        held = Mailing.objects.select_for_update().get(id=mailing.id)
        if not may_become(MailingState(held.state), state):
            raise InvalidTransition(_IS[MailingState(held.state)])
        for name, value in {"code": "", **more, "state": state.value}.items():
            setattr(held, name, value)
        held.save()
    mailing.refresh_from_db()
