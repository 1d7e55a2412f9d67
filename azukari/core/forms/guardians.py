"""A guardian's agreement: asked by mail after the person has confirmed, given by a button, and their address forgotten.

The address is sealed like an unconfirmed submission, under a stand-in who is nobody, so that it finds nobody and serves
nothing but the one question. Whatever the answer is, the stand-in is forgotten with it; without an answer retention
does so. Until a guardian has agreed, the submission grants nothing but the confirmation.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database.rows import Row, Rows
from azukari.core.database.statement import Statement
from azukari.core.forms.accept import Accepted, accept
from azukari.core.forms.events import GUARDIAN_AGREED, GUARDIAN_ASKED, GUARDIAN_REFUSED, about
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import GuardianAddress, Guardianship, GuardianState, State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.queue import enqueue
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import at
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.find import address_tokens
from azukari.core.vault.store import NewValue, seal
from azukari.core.vault.trail import record_about
from azukari.lib.identifier import new_id
from azukari.policy.minors import GUARDIAN
from azukari.policy.terms import CONFIRMATION, Category

ASK_LETTER = "forms:guardian"
REFUSED_LETTER = "forms:guardian-refused"
TO_BE_TOLD = timedelta(hours=1)
"""So long a refused submission waits, so that the person can be told by email; then retention erases it."""


def guardian_rows(
    address: str, *, submission: UUID, person: UUID, now: datetime, grant: Callable[[UUID, UUID], Row]
) -> Rows:
    """The rows of a submission that waits for a guardian's agreement, besides its own.

    Args:
        person: whose submission it is.
        grant: makes the row of a grant for the confirmation alone, from a person and what stands for a submission.
    """
    stand_in, id = new_id(), new_id()
    new = NewValue(GUARDIAN, Category.EMAIL, (CONFIRMATION,), address)
    return {
        Person: [(stand_in, now, None)],
        Guardianship: [(submission, person, GuardianState.WAITING.value, now)],
        GuardianAddress: [(id, submission, person, stand_in)],
        **seal([new], person=stand_in, submission=id, now=now).rows,
        Grant: [grant(stand_in, id)],
    }


_ANY = Statement(
    "SELECT 1 FROM forms_guardianship asked JOIN forms_submission sent ON sent.id = asked.submission_id "
    "WHERE sent.form = %s LIMIT 1"
)


def any_guardians(forms: Collection[str]) -> bool:
    """Whether a guardian has to do with anything that was sent by these forms. One query for each."""
    return any(_ANY.finds(form) for form in forms)


def standings_with(submissions: Collection[UUID]) -> dict[UUID, GuardianState]:
    """How far the question to the guardian is, of those for which one was needed. One query."""
    found = Guardianship.objects.filter(submission_id__in=submissions).values_list("submission_id", "state")
    return {id: GuardianState(state) for id, state in found}


def declared_before(submissions: Sequence[Submission]) -> dict[UUID, GuardianState]:
    """How far the question to a guardian is where the same address has already said in this form that its owner is too
    young, and confirmed it: saying otherwise the second time does not answer that question.

    What nobody has confirmed says nothing about an address (law 7), and what a guardian has agreed to is settled.

    Args:
        submissions: for none of which a guardian was asked for.
    """
    ids, forms = [one.id for one in submissions], {one.form for one in submissions}
    open_ones = Guardianship.objects.filter(
        submission__form__in=forms, state__in=(GuardianState.ASKED, GuardianState.REFUSED)
    )
    states = {
        id: (form, state) for id, form, state in open_ones.values_list("submission_id", "submission__form", "state")
    }
    if not states:
        return {}
    tokens, said = address_tokens([*ids, *states]), dict[tuple[str, bytes], GuardianState]()
    for id, (form, state) in states.items():
        if (token := tokens.get(id)) and said.get((form, token)) != GuardianState.REFUSED:
            said[form, token] = GuardianState(state)
    mine = {one.id: (one.form, tokens[one.id]) for one in submissions if one.id in tokens}
    return {id: said[place] for id, place in mine.items() if place in said}


def agreements(submissions: Collection[UUID]) -> Mapping[UUID, datetime]:
    """When a guardian agreed, of those of these submissions to which one had to; one query."""
    agreed = Guardianship.objects.filter(submission_id__in=submissions, state=GuardianState.AGREED)
    return dict(agreed.values_list("submission_id", "changed_at"))


def ask(submission: Submission, *, now: datetime) -> None:
    """The person has confirmed: ask the guardian, in the caller's transaction. Asking twice is asking once.

    The days for an answer begin now, for the submission and for the guardian's address alike.
    """
    moved = Guardianship.objects.filter(submission_id=submission.id, state=GuardianState.WAITING)
    if not moved.update(state=GuardianState.ASKED, changed_at=now):
        return
    address = GuardianAddress.objects.get(submission_id=submission.id)
    until = now + timedelta(days=at(submission.charter_id).policy.unconfirmed_days)
    waiting = Grant.objects.filter(submission_id__in=(submission.id, address.id), purpose=CONFIRMATION)
    waiting.update(ends_at=until)
    _record(GUARDIAN_ASKED, submission, now)
    enqueue(ASK_LETTER, person=address.stand_in_id, reference=address.id, lang=submission.lang, now=now)


def _asked(id: UUID, _now: datetime) -> Submission:
    guardianship = Guardianship.objects.select_related("submission").filter(submission_id=id).first()
    if guardianship is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if guardianship.state != GuardianState.ASKED:
        raise LinkClosed(LinkState.USED)
    return guardianship.submission


LINK = MailedLink("guardian", "guardian", _asked)


def agree(link: str, *, now: datetime) -> Accepted:
    """The guardian agrees: the submission counts, and their address is gone. Survives a crash when it returns.

    Raises:
        LinkClosed: nothing was changed.
    """
    with transaction.atomic(durable=True):
        submission = _answer(link, GuardianState.AGREED, now)
        _record(GUARDIAN_AGREED, submission, now)
        return accept(submission, now=now)


def refuse(link: str, *, now: datetime) -> Submission:
    """The guardian does not agree: their address is gone at once, the submission as soon as its person was told.

    Raises:
        LinkClosed: nothing was changed.
    """
    with transaction.atomic(durable=True):
        submission = _answer(link, GuardianState.REFUSED, now)
        _record(GUARDIAN_REFUSED, submission, now)
        waiting = Grant.objects.select_for_update().filter(submission_id=submission.id, purpose=CONFIRMATION)
        move_ends([(grant, now + TO_BE_TOLD) for grant in waiting], reason=EndReason.EXPIRED, now=now)
        person = submission.person_id
        enqueue(REFUSED_LETTER, person=person, reference=submission.id, lang=submission.lang, now=now)
    return submission


def _answer(link: str, state: GuardianState, now: datetime) -> Submission:
    """Write the answer down, once, and forget whose it was."""
    found = LINK.opened(link, now=now)
    submission = hold_submission(found.id)
    asked = Guardianship.objects.filter(submission_id=found.id, state=GuardianState.ASKED)
    if submission is None or submission.state != State.PENDING or not asked.update(state=state, changed_at=now):
        raise LinkClosed(LinkState.USED)
    forget(stand_ins([submission.person_id]), now=now)
    return submission


def _record(kind: Kind, submission: Submission, now: datetime) -> None:
    record_about([about(kind, submission, charter=submission.charter_id)], now=now)


def stand_ins(people: list[UUID]) -> list[UUID]:
    """Those under whom the addresses of these people's guardians are sealed, for the vault's forgetting."""
    found = GuardianAddress.objects.filter(person_id__in=people)
    return list(found.values_list("stand_in_id", flat=True))
