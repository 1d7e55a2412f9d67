"""What is held about a person, arranged as people think of it: what I once filled in, what of it is here, what for,
until when.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.consent.in_use import InUse, in_use
from azukari.core.consent.models import Grant
from azukari.core.forms.acts import number
from azukari.core.forms.ending import by_leaving
from azukari.core.forms.kinds import Settled, in_words, of
from azukari.core.forms.models import REPLY_LABEL, Submission, is_reply
from azukari.core.forms.settled import settled_of
from azukari.core.forms.thread import FURTHER_LABEL, QUOTED_LABEL, is_further, is_quoted
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.release import Opened
from azukari.policy.ending import runs_until_its_end
from azukari.policy.explain import joined
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS, Category, Form, Ground, Policy, Text

RESERVED = {
    OWN_ACCESS: _("Showing you what is yours, and answering you"),
    CONFIRMATION: _("Asking whether an address is yours"),
}
"""Uses that no policy lists, since everybody may ask for them."""


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose that may use a registration, or might until it ended.

    Args:
        title: the purpose in words; ``titles`` in every language.
        statement: what is done with the data for it.
        ground: ``consent``, ``contract`` or ``law``.
        law: the law by name, where the ground is one.
        until: the moment at which it ends, or None while that depends on an event.
        term: for how long, in words, where it depends on one.
        agreed_to: the number of the policy that the person said yes to later; 0 where it came with the registration.
    """

    purpose: str
    title: str
    statement: str
    ground: Ground
    law: str
    begins: datetime
    until: datetime | None
    term: str
    ended: bool
    agreed_to: int = 0
    titles: Text = field(default_factory=dict)

    @property
    def withdrawable(self) -> bool:
        return self.ground is Ground.CONSENT and not self.ended


@dataclass(frozen=True, slots=True)
class HeldValue:
    """One value, open to the person it is about; the names are those of ``site/part/sealed_value.html``."""

    id: UUID
    field: str
    category: Category
    label: str
    text: str
    raw: str
    purposes: Sequence[Use]
    corrected_at: datetime | None
    choices: bool
    proves: bool  # an email address, which is changed by confirming the new one
    ours: bool = False  # what we wrote, which is not the person's to correct
    sent_at: datetime | None = None  # a message after the first, theirs or ours: it stands as it was sent
    folded: bool = False  # what such a message quotes
    settled: str | Promise = ""  # why it is decided on instead of being corrected, and how it is changed
    decided: Text | None = None  # what was decided, where it was


@dataclass(frozen=True, slots=True)
class Registration:
    """A submission with what is left of it.

    Args:
        endable: whether the person can end it, so that its time begins to run.
        ended_on: the day on which it ended, if it has.
        alike: whether another one came by the same form.
    """

    id: UUID
    title: str
    submission: Submission
    values: Sequence[HeldValue]
    uses: Sequence[Use]
    endable: bool = False
    ended_on: date | None = None
    alike: bool = False

    @property
    def number(self) -> str:
        """What tells it from another one of the same form."""
        return number(self.id)

    @property
    def raw(self) -> dict[str, str]:
        """What it says, by field, as it was stored."""
        return {held.field: held.raw for held in self.values}

    @property
    def consents(self) -> list[Use]:
        return [use for use in self.uses if use.withdrawable]


def registrations(
    person: UUID, opened: Iterable[Opened], *, known: Charters, lang: str, now: datetime
) -> list[Registration]:
    """Everything of ``person``, the newest first. Two queries, however much there is.

    Args:
        opened: the person's values, as released to them.
    """
    values: Mapping[UUID, list[Opened]] = defaultdict(list)
    for value in opened:
        values[value.submission].append(value)
    grants: Mapping[UUID, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(person_id=person).order_by("id"):
        grants[grant.submission_id].append(grant)
    found = Submission.objects.filter(person_id=person).select_related("ending").order_by("-created_at", "-id")
    forms = Counter(submission.form for submission in found)
    settled = settled_of([*found], known)
    arranged = [_registration(s, values[s.id], grants[s.id], known, lang, now) for s in found]
    return [replace(_as_decided(r, settled.get(r.id, {}), lang), alike=forms[r.submission.form] > 1) for r in arranged]


def _as_decided(registration: Registration, settled: Settled, lang: str) -> Registration:
    """With what was decided in the place of the values that are decided on."""
    why, values = of(registration.submission.kind).not_corrected, list[HeldValue]()
    for held in registration.values:
        words = settled.get(held.field)
        told = replace(held, settled=why, decided=words) if held.field in settled else held
        values.append(replace(told, text=words[lang], corrected_at=None) if words else told)
    return replace(registration, values=values)


def _registration(
    submission: Submission, values: list[Opened], grants: list[Grant], known: Charters, lang: str, now: datetime
) -> Registration:
    policy = known.policy(submission.charter_id)
    form = policy.forms[submission.form]
    uses = [_use(known, submission, grant, lang, now) for grant in grants if grant.purpose in policy.purposes]
    used = in_use(grants, charters=known, now=now)
    order = {field.id: place for place, field in enumerate(form.fields)}
    values.sort(key=lambda value: (order.get(value.field, len(order)), value.created_at, is_quoted(value.field)))
    return Registration(
        id=submission.id,
        title=form.title[lang],
        submission=submission,
        values=[_held(policy, form, value, uses, used, lang) for value in values],
        uses=uses,
        endable=_endable(known, submission, grants),
        ended_on=ending.ended_on if (ending := getattr(submission, "ending", None)) else None,
    )


def _endable(known: Charters, submission: Submission, grants: Iterable[Grant]) -> bool:
    """Whether something of it runs until the person leaves."""
    own = known.form_of(submission).purposes
    running = [grant for grant in grants if grant.ends_at is None and grant.purpose in own]
    return by_leaving(submission.kind) and any(
        runs_until_its_end(known.policy(grant.charter_id), grant.purpose) for grant in running
    )


def _use(known: Charters, submission: Submission, grant: Grant, lang: str, now: datetime) -> Use:
    later = grant.charter_id != submission.charter_id
    policy = known.policy(grant.charter_id)
    purpose = policy.purposes[grant.purpose]
    return Use(
        purpose=purpose.slug,
        title=purpose.title[lang],
        statement=purpose.statement[lang],
        ground=Ground(grant.ground),
        law=purpose.retention.law[lang] if purpose.retention.law else "",
        begins=grant.begins_at,
        until=grant.ends_at,
        term="" if grant.ends_at else kept_for(policy, purpose)[lang],
        ended=not grant.is_living(now),
        agreed_to=grant.charter_id if later else 0,
        titles=purpose.title,
    )


def _held(policy: Policy, form: Form, value: Opened, uses: Sequence[Use], used: InUse, lang: str) -> HeldValue:
    field = form.field(value.field)
    return HeldValue(
        id=value.id,
        field=value.field,
        category=value.category,
        label=label_of(value, form, policy)[lang],
        text=in_words(form, field, value.text, lang),
        raw=value.text,
        purposes=_serving(value, uses, used),
        corrected_at=value.corrected_at,
        choices=bool(field and field.choices),
        proves=value.category is Category.EMAIL,
        ours=is_reply(value.field),
        sent_at=value.created_at if is_reply(value.field) or is_further(value.field) else None,
        folded=is_quoted(value.field),
    )


def label_of(value: Opened, form: Form, policy: Policy) -> Text:
    """What a value is called, in every language: as the form asks for it, that it is our reply, or theirs to it."""
    if is_reply(value.field):
        return REPLY_LABEL
    if is_further(value.field):
        return QUOTED_LABEL if is_quoted(value.field) else FURTHER_LABEL
    field = form.field(value.field)
    return field.label if field else policy.categories[value.category]


def _serving(value: Opened, uses: Sequence[Use], used: InUse) -> list[Use]:
    """What the value is used for now, each purpose once."""
    now = used.purposes_of(
        submission=value.submission, field=value.field, category=value.category, purposes=value.purposes
    )
    found = {use.purpose: use for use in uses if not use.ended and use.purpose in now}
    return list(found.values())


def titles_in_words(policy: Policy, purposes: Iterable[str], lang: str) -> str:
    """The titles of purposes, as one phrase; a purpose that the policy no longer names goes by its slug."""
    titles = {slug: purpose.title[lang] for slug, purpose in policy.purposes.items()} | RESERVED
    return joined([str(titles.get(slug, slug)) for slug in purposes], lang=lang)
