"""The timeline of one person, a page at a time: what the ledger tells of them and which mails went to them, as far as
the reader's duties reach.

Nothing is opened for it. A page takes the same number of queries whether a hundred things happened or ten thousand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from azukari.core.ledger.reading import newest
from azukari.core.mail.letter import registered, title_of
from azukari.core.mail.models import Message
from azukari.core.people.models import Trail
from azukari.core.vault.events import TRANSFER_MADE
from azukari.policy.terms import Category, Policy
from azukari.shells.self_service.subject_timeline import TimelineItem
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.staff_timeline import in_words, is_within, kinds_told

PAGE = 50
LONGEST = 1000  # transfers that are looked at for their recipients

SORTS: dict[str, str | Promise] = {
    "form": _("Registrations"),
    "grant": _("What it may be used for"),
    "view": _("Looks"),
    "mail": _("Emails"),
    "correction": _("Corrections"),
    "disclosure": _("Passed on"),
    "case": _("Requests"),
    "merge": _("Merged and parted"),
    "erasure": _("Erasures"),
}
"""What the timeline can be narrowed to."""


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which part of the timeline is wanted.

    Args:
        sort: one of `SORTS`, or ``""`` for all.
        before: the last step of the page before; None for the newest.
    """

    sort: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of it. ``older`` is what the next page is asked for with, or None on the last."""

    items: Sequence[TimelineItem]
    older: UUID | None


def asked(sort: str, before: str) -> TimelineQuery:
    """What an address asks for; what makes no sense asks for the newest of everything."""
    return TimelineQuery(sort if sort in SORTS else "", uuid(before))


def timeline(
    person: UUID, wanted: TimelineQuery, *, policy: Policy, purposes: frozenset[str], submissions: Collection[UUID]
) -> Timeline:
    """One page, newest first. Four queries.

    Args:
        purposes: those of the reader's duties.
        submissions: those of the person on forms that the reader's duties serve.
    """
    kinds = kinds_told(wanted.sort)
    looked_at = newest(
        Trail.objects.filter(person_id=person).values("entry_id"),
        kinds=kinds,
        mentioning=[*(f'"purpose":"{slug}"' for slug in sorted(purposes)), '"submission":"', '"purposes":['],
        before=wanted.before,
        most=PAGE + 1,
    )
    own = {str(id) for id in submissions}
    shown = [entry for entry in looked_at if is_within(entry.payload, purposes, own)]
    items = in_words(shown, policy=policy, purposes=purposes)
    mails = _mails(person, wanted, purposes, submissions) if wanted.sort in ("", "mail") else []
    # What lies beyond the last entry that was looked at belongs to a later page, mails as well.
    floor = looked_at[PAGE - 1].id if len(looked_at) > PAGE else None
    together = sorted([*items, *mails], key=lambda item: item.id, reverse=True)
    fitting = [item for item in together if floor is None or item.id >= floor]
    return Timeline(fitting[:PAGE], fitting[PAGE - 1].id if len(fitting) > PAGE else floor)


def _mails(
    person: UUID, wanted: TimelineQuery, purposes: frozenset[str], submissions: Collection[UUID]
) -> list[TimelineItem]:
    """Mails about the reader's own submissions, and such as serve one of their purposes: what kind, when, what became
    of it. One query.
    """
    kinds = [kind.name for kind in registered() if kind.purpose in purposes]
    found = Message.objects.filter(person_id=person)
    found = found.filter(reference__in=submissions) | found.filter(kind__in=[*kinds, *_ABOUT_WHAT_STAFF_DID])
    if wanted.before:
        found = found.filter(id__lt=wanted.before)
    return [_item(mail) for mail in found.order_by("-id")[: PAGE + 1]]


_ABOUT_WHAT_STAFF_DID = frozenset({"rights:address-asked"})


def _item(mail: Message) -> TimelineItem:
    title = title_of(mail.kind)
    called = _("Mail: %(title)s") % {"title": title} if title else _("Mail")
    if mail.sent_at:
        became = _("Not sent: it was refused") if mail.failure else pgettext("mail", "Sent")
    else:
        became = _("Could not be sent yet; it is tried again") if mail.attempts else _("Waits to be sent")
    return TimelineItem(mail.sent_at or mail.created_at, "mail", "mail", str(called), str(became), mail.id)


def recipients_of(person: UUID, category: Category, policy: Policy, lang: str) -> list[str]:
    """Names of the recipients to whom data of this category was passed on, so that they can be told. Two queries."""
    passed_on = newest(
        Trail.objects.filter(person_id=person).values("entry_id"),
        kinds=[TRANSFER_MADE],
        mentioning=[f'"{category.value}"'],
        before=None,
        most=LONGEST,
    )
    slugs = dict.fromkeys(
        entry.payload.get("recipient", "") for entry in passed_on if category in entry.payload.get("categories", ())
    )
    return [policy.recipients[slug].name[lang] for slug in slugs if slug in policy.recipients]
