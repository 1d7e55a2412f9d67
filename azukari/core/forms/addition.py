"""Adding to a registration later: optional fields that were left blank, and purposes that could be agreed to besides.

It goes through the form version that the person filled in, with its notice: those are the words under which the
registration is kept, and nothing is asked that the form does not ask any more. What staff may see, for how long, and
who gets it follows from the same grants as for all the rest; a purpose agreed to now has a grant and a receipt of its
own. An email address is not added here: it proves nothing until it is confirmed (law 7).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert_all
from azukari.core.forms.answers import CONSENT, Answers, read
from azukari.core.forms.events import SUBMISSION_ADDED, about
from azukari.core.forms.kinds import Settled
from azukari.core.forms.models import Addition, Guardianship, RegistrationEnd, State, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.settled import settled_of
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import Charters, Current, at
from azukari.core.vault.held_fields import held_fields
from azukari.core.vault.index import newest_index
from azukari.core.vault.store import NewValue, seal_more
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.asking import asked
from azukari.policy.decide import grant_end
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind, Category, Field, Form, Policy

RECEIPT_LETTER = "forms:addition"

type Held = Mapping[str, str]
"""What a registration says, by the field's id; several choices are separated by line ends."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be added to one registration.

    Args:
        charter: number of the policy of the form version.
        form: that version, with nothing but the blanks, and the purposes that were not agreed to.
    """

    submission: Submission
    charter: int
    form: Form

    def __bool__(self) -> bool:
        return bool(self.form.fields or self.form.consents)


def offer(submission: Submission, *, held: Held, known: Charters, now: datetime) -> Offer:
    """What can be added to one registration; it may be nothing."""
    return offers({submission: held}, known=known, now=now)[submission.id]


def offers(registrations: Mapping[Submission, Held], *, known: Charters, now: datetime) -> dict[UUID, Offer]:
    """What can be added to each registration, by its id: nothing to one that has ended. A few queries, however many."""
    ids = [submission.id for submission in registrations]
    living: dict[UUID, set[str]] = defaultdict(set)
    for grant in Grant.objects.filter(submission_id__in=ids):
        if grant.is_living(now) and grant.purpose != CONFIRMATION:
            living[grant.submission_id].add(grant.purpose)
    ended = set(RegistrationEnd.objects.filter(submission_id__in=ids).values_list("submission_id", flat=True))
    open_to: dict[UUID, set[str]] = {id: set() if id in ended else living[id] for id in ids}
    guarded = set(Guardianship.objects.filter(submission_id__in=ids).values_list("submission_id", flat=True))
    ruling, settled = known.ruling.policy, settled_of([*registrations], known)
    found = {
        one.id: _offer(one, held, known.policy(one.charter_id), open_to[one.id], ruling, guarded=one.id in guarded)
        for one, held in registrations.items()
    }
    return {id: _without(each, settled.get(id, {})) for id, each in found.items()}


def _without(offered: Offer, settled: Settled) -> Offer:
    """Without what is decided on: it is applied for with the form, or asked for later, and not filled in."""
    fields = tuple(field for field in offered.form.fields if field.id not in settled)
    return replace(offered, form=replace(offered.form, fields=fields))


def _offer(
    submission: Submission, held: Held, told: Policy, living: set[str], ruling: Policy, *, guarded: bool
) -> Offer:
    form, today = told.forms[submission.form], ruling.forms.get(submission.form)
    left = replace(form, fields=(), consents=(), sections=(), minors=False)
    if submission.state == State.ACCEPTED and living and today is not None:
        here = asked(form, {id: text.split("\n") for id, text in held.items()}) - held.keys()
        blanks = tuple(
            replace(field, show_if=None, section=None)
            for field in form.fields
            if field.id in here and _may_be_added(field, today) and not living.isdisjoint(field.purposes)
        )
        boxes = tuple(s for s in form.consents if s not in living and _still_offered(told, ruling, today, s))
        left = replace(left, fields=blanks, consents=() if guarded else boxes)  # a guardian agreed to what they read
    return Offer(submission, submission.charter_id, left)


def _may_be_added(field: Field, today: Form) -> bool:
    """Whether it is an optional field that the form asks to this day; an address has to be confirmed, and is not."""
    asks = today.field(field.id)
    still = asks is not None and asks.category is field.category
    return still and not field.required and field.category is not Category.EMAIL


def _still_offered(told: Policy, ruling: Policy, today: Form, slug: str) -> bool:
    """Whether the purpose is offered by the form that rules, and is the same as it was."""
    purpose = told.purposes.get(slug)
    return (
        slug in today.consents
        and purpose is not None
        and purpose == ruling.purposes.get(slug)
        and purpose.retention.at_once
    )


def examine(offered: Offer, data: Mapping[str, object], *, lang: str) -> Answers | tuple[Problem, ...]:
    """The answers, normalised as the form does it, or everything that is wrong; nothing at all is wrong as well."""
    answers = read(offered.form, at(offered.charter).policy, data, lang=lang)
    if isinstance(answers, Answers) and not answers.values and not answers.consents:
        first = offered.form.fields[0].id if offered.form.fields else CONSENT + offered.form.consents[0]
        return (problem("nothing_added", first, lang),)
    return answers


def add(offered: Offer, answers: Answers, *, lang: str, now: datetime) -> Addition:
    """Store what was added. When this returns, it survives a crash.

    Args:
        answers: accepted by `examine` against this very offer.

    Raises:
        StaleVersion: it was added, erased or withdrawn meanwhile; nothing was stored.
    """
    with transaction.atomic(durable=True):
        _see_that_it_still_stands(offered, answers, now)
        return write(offered.submission, answers, charter=at(offered.charter), lang=lang, now=now)


def _see_that_it_still_stands(offered: Offer, answers: Answers, now: datetime) -> None:
    """With the person held until the end of the transaction: two tabs, or two clicks, come in turn."""
    submission = offered.submission
    if not lock_people([submission.person_id]):
        raise StaleVersion
    held = {value.field for value in held_fields(submission.person_id) if value.submission == submission.id}
    living = living_purposes(submission, now)
    if not living or not living.isdisjoint(answers.consents):
        raise StaleVersion
    purposes = {field.id: field.purposes for field in offered.form.fields}
    for value in answers.values:
        if value.field_id in held or living.isdisjoint(purposes[value.field_id]):
            raise StaleVersion


def write(
    submission: Submission,
    answers: Answers,
    *,
    charter: Current,
    lang: str,
    now: datetime,
    moved: Mapping[str, Category] | None = None,
) -> Addition:
    """Seal the values, begin the grants and record both, in the caller's transaction.

    Args:
        charter: the one whose notice the person read.
        moved: fields that came with another submission of theirs and are part of this one already.
    """
    policy, person = charter.policy, submission.person_id
    form = policy.forms[submission.form]
    fields = {field.id: field for field in form.fields}
    values = [
        NewValue(value.field_id, value.category, (CONFIRMATION, *fields[value.field_id].purposes), value.text)
        for value in answers.values
    ]
    if values:
        insert_all(seal_more(values, person=person, submission=submission.id, index=newest_index(now), now=now))
    consents = sorted(answers.consents)
    Grant.objects.bulk_create(
        Grant(
            id=new_id(),
            person_id=person,
            submission_id=submission.id,
            purpose=purpose,
            ground=policy.purposes[purpose].ground,
            charter_id=charter.number,
            begins_at=now,
            ends_at=grant_end(policy, purpose, confirmed_at=now),
            opens=" ".join(field.id for field in form.fields if purpose in field.purposes)
            if charter.number != submission.charter_id
            else "",
        )
        for purpose in consents
    )
    addition = Addition.objects.create(
        submission=submission,
        person_id=person,
        notice_id=notices(charter, form)[lang].digest,
        lang=lang,
        fields=" ".join([*(value.field for value in values), *(moved or {})]),
        consents=" ".join(consents),
        at=now,
    )
    categories = {*(value.category for value in values), *(moved or {}).values()}
    told = partial(about, by=Actor(ActorKind.PERSON, str(person)), charter=charter.number)
    notice, words = addition.notice_id, sorted(category.value for category in categories)
    events = [told(SUBMISSION_ADDED, submission, notice=notice, lang=lang, categories=words, consents=consents)]
    if consents:
        events.append(told(GRANT_BEGUN, submission, purposes=consents))
    record_about(events, now=now)
    if consents:
        enqueue(RECEIPT_LETTER, person=person, reference=addition.id, lang=lang, now=now)
    return addition


def living_purposes(submission: Submission, now: datetime) -> frozenset[str]:
    """The purposes that may use the registration now."""
    living = Grant.objects.living(now).filter(submission_id=submission.id, person_id=submission.person_id)
    return frozenset(living.values_list("purpose", flat=True)) - {CONFIRMATION}
