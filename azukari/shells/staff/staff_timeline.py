"""The timeline of one person as staff read it: what happened to the person's data, as far as the reader's duties reach.

The words stand in the catalogue, with the events (`ledger.catalogue`). An entry is shown only if it can be traced to a
purpose or a submission of the reader's own; everything else is left out, an entry that staff are not told of included.
So the timeline cannot tell the membership desk that somebody volunteers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.accounts.who import names
from azukari.core.ledger.catalogue import Kind, Payload, declared
from azukari.core.ledger.reading import Recorded
from azukari.core.vault.reasons import Reason
from azukari.lib.joining import comma
from azukari.policy.terms import Policy
from azukari.shells.self_service.fold import FoldedEvent, fold
from azukari.shells.self_service.subject_timeline import SubjectTeller, TimelineItem, again
from azukari.shells.staff.opening import EMERGENCIES, REASONS


@dataclass(frozen=True, slots=True)
class StaffTeller(SubjectTeller):
    """What the references of an entry stand for, as far as the reader's duties reach; the rest as to the person.

    Args:
        staff: the names of colleagues, by their reference as an actor.
        own: the purposes of the reader's duties; no others are named.
    """

    staff: Mapping[str, str]
    own: frozenset[str]

    def purposes(self, payload: Payload) -> str:
        own = self._titles([p for p in payload.get("purposes", ()) if p in self.own])
        return own or self._titles([payload.get("purpose") or ""])

    def _titles(self, slugs: Collection[str]) -> str:
        known = [self.policy.purposes[slug] for slug in slugs if slug in self.policy.purposes]
        return comma(self.lang).join(p.title[self.lang] for p in known)

    def form(self, payload: Payload) -> str:
        form = self.policy.forms.get(payload.get("form", ""))
        return form.title[self.lang] if form else ""

    def who(self, payload: Payload) -> str:
        actor = str(payload.get("actor", ""))
        kind, _sep, reference = actor.partition(":")
        if kind == "staff":
            name = self.staff.get(actor, _("a former member of staff"))
            return _("a program of %(who)s") % {"who": name} if payload.get("token") else name
        if kind == "recipient":
            return self.recipient({"recipient": reference})
        return _("the person") if kind == "person" else _("the program")

    def recipient(self, payload: Payload) -> str:
        known = self.policy.recipients.get(payload.get("recipient") or "")
        return known.name[self.lang] if known else _("a recipient that the policy no longer names")

    def reason(self, payload: Payload) -> str:
        """Why somebody looked."""
        reason = payload.get("reason")
        if reason == Reason.DELIVERY:
            return self.letter(payload) or _("To send a message")
        known = REASONS | EMERGENCIES
        return str(known[Reason(reason)]) if reason in known else ""


def kinds_told(sort: str) -> list[Kind]:
    """The kinds of event that staff are told of: those of one sort, or with ``""`` all."""
    return [kind for kind in declared() if kind.told and kind.told.staff and sort in ("", kind.told.sort)]


def is_within(payload: Mapping[str, Any], purposes: frozenset[str], submissions: Collection[str]) -> bool:
    """Whether an entry can be traced to a purpose or a submission of the reader's own."""
    if payload.get("purpose"):
        return payload["purpose"] in purposes
    return payload.get("submission") in submissions or bool(purposes & set(payload.get("purposes") or ()))


def in_words(entries: Sequence[Recorded], *, policy: Policy, purposes: frozenset[str]) -> list[TimelineItem]:
    """The entries that staff are told of as steps of the timeline, in the reader's language. One query."""
    teller = StaffTeller(policy, get_language() or "ja", _names(entries), purposes)
    known = {*kinds_told("")}
    return list(_items(teller, fold([entry for entry in entries if entry.kind in known])))


def each_in_words(
    entries: Sequence[Recorded], *, policy: Policy, purposes: frozenset[str]
) -> Mapping[UUID, TimelineItem]:
    """As `in_words`, by the id of each entry, which is told by itself; what staff are not told of too, by the title
    that it has for whoever audits. One query.
    """
    teller = StaffTeller(policy, get_language() or "ja", _names(entries), purposes)
    told = {item.id: item for entry in entries for item in _items(teller, fold([entry]))}
    return {entry.id: _audited(teller, entry) for entry in entries if entry.kind.title} | told


def _audited(teller: StaffTeller, entry: Recorded) -> TimelineItem:
    about = [teller.who(entry.payload) if entry.payload.get("actor") else "", teller.form(entry.payload)]
    detail = " · ".join([*filter(None, about)])
    return TimelineItem(entry.at, "", "seal", str(entry.kind.title), detail, entry.id)


def _names(entries: Collection[Recorded]) -> dict[str, str]:
    return names({str(entry.payload.get("actor", "")) for entry in entries})


def _items(teller: StaffTeller, steps: Sequence[FoldedEvent]) -> Iterator[TimelineItem]:
    for step in steps:
        entry, told = step.entry, step.entry.kind.told
        if told and told.staff:
            title, detail = told.staff(teller, {**entry.payload, "looked": step.looked})
            details = [detail, teller.categories(entry.payload), teller.reason(entry.payload)]
            detail = again(" · ".join(filter(None, details)), step)
            yield TimelineItem(entry.at, told.sort, told.icon, title, detail, entry.id)
