"""What happened to one person's data, as far as the reader's duties reach: ledger entries, in words.

An entry is shown only if it can be traced to a purpose or a submission of the reader's own; everything else is left
out, an entry of a kind without words here included. So the trail cannot tell the membership desk that somebody
volunteers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.accounts.models import User
from azukari.console.handled_words import ended_in_words, resumed_in_words
from azukari.console.handled_words import in_words as handled_in_words
from azukari.console.look_words import corrected, opened
from azukari.console.opening import REASONS
from azukari.ledger.catalogue import Kind as Declared
from azukari.ledger.catalogue import declared
from azukari.ledger.events import AnyKind, Kind
from azukari.ledger.reading import Recorded
from azukari.mail.letter import title_of
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy
from azukari.rights.fold import Step, fold
from azukari.vault.address_change import PUT_BACK
from azukari.vault.release import Reason

_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Item:
    """One step of the trail, as the site's ``trail.html`` shows it."""

    at: datetime
    kind: str
    icon: str
    title: str
    detail: str = ""
    id: UUID = _NONE


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to tell an entry in words."""

    policy: Policy
    lang: str
    staff: Mapping[str, str]  # reference -> name
    own: frozenset[str]

    def purpose(self, payload: Mapping[str, Any]) -> str:
        return self._titles([payload.get("purpose") or ""])

    def own_purposes(self, payload: Mapping[str, Any]) -> str:
        return self._titles([p for p in payload.get("purposes", ()) if p in self.own])

    def _titles(self, slugs: Collection[str]) -> str:
        known = [self.policy.purposes[slug] for slug in slugs if slug in self.policy.purposes]
        return ("、" if self.lang == "ja" else ", ").join(p.title[self.lang] for p in known)

    def form(self, payload: Mapping[str, Any]) -> str:
        form = self.policy.forms.get(payload.get("form", ""))
        return form.title[self.lang] if form else ""

    def who(self, payload: Mapping[str, Any]) -> str:
        kind, _sep, reference = str(payload.get("actor", "")).partition(":")
        if kind == "staff":
            name = self.staff.get(reference, _("a former member of staff"))
            return _("a program of %(who)s") % {"who": name} if payload.get("token") else name
        return _("the person") if kind == "person" else _("the program")

    def categories(self, payload: Mapping[str, Any]) -> str:
        known = [Category(c) for c in payload.get("categories") or () if c in set(Category)]
        return name_categories(self.policy, known)[self.lang] if known else ""

    def reason(self, payload: Mapping[str, Any]) -> str:
        reason = payload.get("reason")
        if reason == Reason.DELIVERY:
            return self.letter(payload) or _("To send a message")
        return str(REASONS[Reason(reason)]) if reason in REASONS else ""

    def purposes(self, payload: Mapping[str, Any]) -> str:
        return self.own_purposes(payload) or self.purpose(payload)

    def letter(self, payload: Mapping[str, Any]) -> str:
        return capfirst(title_of(payload.get("kind", "")))

    def recipient(self, payload: Mapping[str, Any]) -> str:
        known = self.policy.recipients.get(payload.get("recipient") or "")
        return known.name[self.lang] if known else _("a recipient that the policy no longer names")


type Tell = Callable[[Words, Mapping[str, Any]], str]


TOLD: Mapping[Kind, tuple[str, str, Tell]] = {
    Kind.SUBMISSION_RECEIVED: ("form", "form", lambda w, p: _("Filled in “%(form)s”") % {"form": w.form(p)}),
    Kind.SUBMISSION_CONFIRMED: (
        "form",
        "check",
        lambda w, p: (
            (_("Confirmed: “%(form)s”") if p.get("confirmed") else _("Accepted: “%(form)s”")) % {"form": w.form(p)}
        ),
    ),
    Kind.SUBMISSION_REPEATED: (
        "form",
        "check",
        lambda w, p: _("Filled in once more, counted once: “%(form)s”") % {"form": w.form(p)},
    ),
    Kind.GUARDIAN_ASKED: (
        "form",
        "mail",
        lambda w, p: _("A parent or guardian was asked: “%(form)s”") % {"form": w.form(p)},
    ),
    Kind.GUARDIAN_AGREED: (
        "form",
        "check",
        lambda w, p: _("A parent or guardian agreed: “%(form)s”") % {"form": w.form(p)},
    ),
    Kind.SUBMISSION_ADDED: ("form", "pen", lambda w, p: _("Added to “%(form)s”") % {"form": w.form(p)}),
    Kind.SUBMISSION_JOINED: (
        "form",
        "chain",
        lambda _w, _p: _("Joined to the person who confirmed the same address before"),
    ),
    Kind.SUBMISSION_CLEARED: (
        "form",
        "check",
        lambda w, p: _("“%(form)s” looked like spam; cleared by %(who)s") % {"form": w.form(p), "who": w.who(p)},
    ),
    Kind.SUBMISSION_HANDLED: (
        "form",
        "check",
        lambda w, p: (
            _("“%(form)s” is now %(state)s, says %(who)s")
            % {"form": w.form(p), "state": handled_in_words(p.get("state")), "who": w.who(p)}
        ),
    ),
    Kind.REGISTRATION_ENDED: ("form", "clock", lambda w, p: ended_in_words(w.form(p), w.who(p), p)),
    Kind.REGISTRATION_RESUMED: ("form", "undo", lambda w, p: resumed_in_words(w.form(p), w.who(p))),
    Kind.GRANT_BEGUN: (
        "grant",
        "key",
        lambda w, p: _("May be used for: %(purposes)s") % {"purposes": w.own_purposes(p) or w.purpose(p)},
    ),
    Kind.GRANT_ENDED: (
        "grant",
        "clock",
        lambda w, p: _("No longer used for: %(purposes)s") % {"purposes": w.own_purposes(p) or w.purpose(p)},
    ),
    Kind.GRANT_WITHDRAWN: (
        "grant",
        "undo",
        lambda w, p: _("Withdrawn by the person: %(purposes)s") % {"purposes": w.own_purposes(p) or w.purpose(p)},
    ),
    Kind.VALUE_RELEASED: (
        "view",
        "eye",
        lambda w, p: opened(p) % {"who": w.who(p), "purpose": w.purpose(p)},
    ),
    Kind.VALUE_REFUSED: (
        "view",
        "lock",
        lambda w, p: _("Stayed closed: %(who)s asked for “%(purpose)s”") % {"who": w.who(p), "purpose": w.purpose(p)},
    ),
    Kind.VALUE_CORRECTED: ("correction", "pen", lambda w, p: corrected(p) % {"who": w.who(p)}),
    Kind.ADDRESS_PROPOSED: (
        "correction",
        "mail",
        lambda w, p: _("New e-mail address taken down by %(who)s; it waits for its confirmation") % {"who": w.who(p)},
    ),
    Kind.ADDRESS_OBJECTED: (
        "correction",
        "undo",
        lambda _w, p: (
            _("Objected from the former e-mail address, which was put back")
            if p.get("outcome") == PUT_BACK
            else _("Objected from the e-mail address in use; the new one was forgotten")
        ),
    ),
    Kind.TRANSFER_MADE: (
        "disclosure",
        "send",
        lambda w, p: (
            _("Passed on to %(recipient)s for “%(purpose)s”") % {"recipient": w.recipient(p), "purpose": w.purpose(p)}
        ),
    ),
    Kind.TRANSFER_REFUSED: (
        "disclosure",
        "lock",
        lambda w, p: _("Not passed on to %(recipient)s: refused") % {"recipient": w.recipient(p)},
    ),
    Kind.INSTRUCTION_SENT: (
        "disclosure",
        "send",
        lambda w, p: _("%(recipient)s was told of the change") % {"recipient": w.recipient(p)},
    ),
    Kind.INSTRUCTION_ACKNOWLEDGED: (
        "disclosure",
        "check",
        lambda w, p: _("%(recipient)s said that it is done") % {"recipient": w.recipient(p)},
    ),
    Kind.PURPOSE_ERASED: (
        "erasure",
        "trash",
        lambda w, p: _("Erased on request: what only “%(purpose)s” used") % {"purpose": w.purpose(p)},
    ),
    Kind.CASE_OPENED: ("case", "rights", lambda _w, _p: _("The person made a request")),
    Kind.CASE_DECIDED: ("case", "rights", lambda _w, _p: _("The request was decided")),
    Kind.CASE_CLOSED: ("case", "rights", lambda _w, _p: _("The request was answered and closed")),
    Kind.PEOPLE_MERGED: ("merge", "chain", lambda _w, _p: _("Two records of one person became one")),
    Kind.PEOPLE_PARTED: ("merge", "undo", lambda _w, _p: _("The records were parted again")),
    Kind.MERGE_ASKED: (
        "merge",
        "chain",
        lambda w, p: _("Asked by %(who)s whether two records are one person's") % {"who": w.who(p)},
    ),
    Kind.MERGE_AGREED: ("merge", "check", lambda _w, _p: _("The person said that both records are theirs")),
    Kind.MERGE_DECLINED: ("merge", "cross", lambda _w, _p: _("The person said that the other record is not theirs")),
    Kind.DUPLICATE_DISMISSED: (
        "merge",
        "cross",
        lambda w, p: _("Found by %(who)s to be another person than a similar record") % {"who": w.who(p)},
    ),
    Kind.MESSAGE_SENT: ("mail", "mail", lambda _w, _p: _("A message was sent")),
}
"""What an entry is called: its sort, an icon, and a sentence."""


def is_within(payload: Mapping[str, Any], purposes: frozenset[str], submissions: Collection[str]) -> bool:
    """Whether an entry can be traced to a purpose or a submission of the reader's own."""
    if payload.get("purpose"):
        return payload["purpose"] in purposes
    return payload.get("submission") in submissions or bool(purposes & set(payload.get("purposes") or ()))


def in_words(entries: Sequence[Recorded], *, policy: Policy, purposes: frozenset[str]) -> list[Item]:
    """The entries as steps of the trail, in the reader's language. One query."""
    words = Words(policy, get_language() or "ja", _names([entry.payload for entry in entries]), purposes)
    known = {*kinds_told("")}
    return [_item(words, step) for step in fold([entry for entry in entries if entry.kind in known])]


def _names(payloads: Collection[Mapping[str, Any]]) -> dict[str, str]:
    references = {
        actor.removeprefix("staff:") for p in payloads if (actor := str(p.get("actor", ""))).startswith("staff:")
    }
    found = User.objects.filter(reference__in=references).values_list("reference", "name") if references else ()
    return {str(reference): name for reference, name in found}


def _item(words: Words, step: Step) -> Item:
    entry = step.entry
    sort, icon, tell = _telling(entry.kind)
    title, detail = tell(words, {**entry.payload, "looked": step.looked})
    details = [detail, words.categories(entry.payload), words.reason(entry.payload)]
    return Item(entry.at, sort, icon, title, " · ".join(filter(None, details)), entry.id)


def _telling(kind: AnyKind) -> tuple[str, str, Callable[[Words, Mapping[str, Any]], Sequence[str]]]:
    if isinstance(kind, Declared) and kind.told and kind.told.staff:
        return kind.told.sort, kind.told.icon, kind.told.staff
    sort, icon, tell = TOLD[Kind(str(kind))]
    return sort, icon, lambda w, p: (tell(w, p), "")


def kinds_told(sort: str) -> list[AnyKind]:
    """The kinds that staff are told of: those of one sort, or with ``""`` all."""
    new = [kind for kind in declared() if kind.told and kind.told.staff and sort in ("", kind.told.sort)]
    return [*new, *(kind for kind, (its, _icon, _tell) in TOLD.items() if sort in ("", its))]
