"""The timeline of the person whose data it is: what happened to it, told to that person.

The words stand in the catalogue, with the events (`ledger.catalogue`). Staff appear by their duty and a short sign
that stays the same, never by name: the person learns who by role, and can ask about that one look, while nobody's name
stands on a page of ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.ledger.catalogue import Payload, Sentence
from azukari.core.ledger.reading import Recorded, recorded
from azukari.core.mail.letter import title_of
from azukari.core.people.models import Trail
from azukari.core.vault.reasons import Method
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy
from azukari.shells.self_service.fold import FoldedEvent, fold
from azukari.shells.self_service.holdings import titles_in_words

LONGEST = 300
_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One step of any timeline, as ``site/part/trail.html`` shows it."""

    at: datetime
    kind: str
    icon: str
    title: str
    detail: str = ""
    id: UUID = _NONE
    proof_url: str = ""


@dataclass(frozen=True, slots=True)
class SubjectTeller:
    """What the references of an entry stand for, as the person may read it (`ledger.catalogue.Teller`)."""

    policy: Policy
    lang: str

    def form(self, payload: Payload) -> str:
        form = self.policy.forms.get(payload.get("form", ""))
        return form.title[self.lang] if form else str(payload.get("form", ""))

    def purposes(self, payload: Payload) -> str:
        slugs = payload.get("purposes") or [payload.get("purpose", "")]
        return titles_in_words(self.policy, [slug for slug in slugs if slug], self.lang)

    def categories(self, payload: Payload) -> str:
        known = {Category(c) for c in payload.get("categories") or () if c in set(Category)}
        return name_categories(self.policy, known)[self.lang] if known else ""

    def who(self, payload: Payload) -> str:
        """``Membership desk (staff 3f2a)``, ``you``, ``our program``."""
        kind, _sep, reference = str(payload.get("actor", "")).partition(":")
        if kind == "staff":
            duties = [d for d in self.policy.duties.values() if payload.get("purpose") in d.purposes]
            sign = reference[-4:]
            if not duties:
                return _("A member of staff (%(sign)s)") % {"sign": sign}
            signed = {"duty": duties[0].title[self.lang], "sign": sign}
            if payload.get("token"):
                return _("%(duty)s (staff %(sign)s, by a program)") % signed
            return _("%(duty)s (staff %(sign)s)") % signed
        if kind == "recipient":
            return self.recipient({"recipient": reference})
        return _("You") if kind == "person" else _("Our program")

    def recipient(self, payload: Payload) -> str:
        recipient = self.policy.recipients.get(payload.get("recipient", ""))
        return recipient.name[self.lang] if recipient else str(payload.get("recipient", ""))

    def letter(self, payload: Payload) -> str:
        return capfirst(title_of(payload.get("kind", "")))


def entries_of(person: UUID, *, most: int = LONGEST) -> list[Recorded]:
    """The newest entries about a person, newest first; three queries."""
    trail = Trail.objects.filter(person_id=person).order_by("-entry_id").values_list("entry_id", flat=True)
    return recorded(list(trail[:most]))


def story(entries: Sequence[Recorded], *, policy: Policy, lang: str) -> list[TimelineItem]:
    """The entries in words."""
    teller = SubjectTeller(policy, lang)
    return list(_gathered(_item(teller, step) for step in fold(entries)))


def each(entries: Sequence[Recorded], *, policy: Policy, lang: str) -> dict[UUID, TimelineItem]:
    """Each entry by itself in words, by its id: for a list that leaves none out."""
    teller = SubjectTeller(policy, lang)
    return {entry.id: _item(teller, FoldedEvent(entry)) for entry in entries}


def _item(teller: SubjectTeller, step: FoldedEvent) -> TimelineItem:
    """One step in words. What the catalogue tells the person nothing of is named, so that none is left out."""
    entry, told = step.entry, step.entry.kind.told
    proof = f"/{teller.lang}/me/proof/{entry.id}"
    if told is None or told.person is None:
        title, detail = Sentence(_("Recorded: %(kind)s") % {"kind": entry.kind.name})
        return TimelineItem(entry.at, "other", "info", title, detail, entry.id, proof)
    title, detail = told.person(teller, {**entry.payload, "looked": step.looked})
    return TimelineItem(entry.at, told.sort, told.icon, title, again(detail, step), entry.id, proof)


def again(detail: str, step: FoldedEvent) -> str:
    """The detail, with how often it was, where page after page is one step."""
    if step.times == 1:
        return detail
    week = step.entry.payload.get("method") != Method.WORK
    count = (
        ngettext("%(count)s time within a week", "%(count)s times within a week", step.times)
        if week
        else ngettext("%(count)s page within a day", "%(count)s pages within a day", step.times)
    ) % {"count": step.times}
    return f"{detail} · {count}" if detail else count


def _gathered(items: Iterator[TimelineItem]) -> Iterator[TimelineItem]:
    """The same thing several times in a row is one step."""
    for _key, run in groupby(items, key=lambda item: (item.title, item.detail)):
        newest, *others = run
        if others:
            times = 1 + len(others)
            count = ngettext("%(count)s time in a row", "%(count)s times in a row", times) % {"count": times}
            newest = replace(newest, detail=f"{newest.detail} · {count}" if newest.detail else count)
        yield newest
