"""What happened to a person's data, told to that person: who opened what and why, what was corrected, what went to
whom.

Staff appear by their duty and a short sign that stays the same, never by name: the person learns who by role, and
can ask about that one look, while nobody's name stands on a page of ours.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.ledger.catalogue import Kind as Declared
from azukari.ledger.events import AnyKind, Kind
from azukari.ledger.reading import Recorded, recorded
from azukari.mail.letter import title_of
from azukari.people.models import Trail
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy
from azukari.rights.case_story import CASE_KINDS, tell_case
from azukari.rights.correction_words import CORRECTIONS
from azukari.rights.disclosure_consent import PASSING
from azukari.rights.fold import Step, fold
from azukari.rights.handled import cleared, ended, handled, resumed
from azukari.rights.holdings import titles_in_words
from azukari.rights.looks import opened, stayed_closed
from azukari.rights.merge_words import MERGES

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One step, as ``site/part/trail.html`` shows it."""

    entry: UUID
    at: datetime
    kind: str
    icon: str
    title: str
    detail: str = ""
    proof_url: str = ""


class Teller:
    """Puts ledger entries into words, in one language."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.lang = lang

    def form(self, payload: Mapping[str, Any]) -> str:
        form = self.policy.forms.get(payload.get("form", ""))
        return form.title[self.lang] if form else str(payload.get("form", ""))

    def purposes(self, payload: Mapping[str, Any]) -> str:
        slugs = payload.get("purposes") or [payload.get("purpose", "")]
        return titles_in_words(self.policy, [slug for slug in slugs if slug], self.lang)

    def categories(self, payload: Mapping[str, Any]) -> str:
        known = {Category(c) for c in payload.get("categories") or () if c in set(Category)}
        return name_categories(self.policy, known)[self.lang] if known else ""

    def who(self, payload: Mapping[str, Any]) -> str:
        """``Membership desk (staff 3f2a)``, ``you``, ``our program``."""
        kind, _sep, reference = str(payload.get("actor", "")).partition(":")
        if kind == "staff":
            duties = [d for d in self.policy.duties.values() if payload.get("purpose") in d.purposes]
            title = duties[0].title[self.lang] if duties else _("A member of staff")
            signed = {"duty": title, "sign": reference[-4:]}
            if payload.get("token"):
                return _("%(duty)s (staff %(sign)s, by a program)") % signed
            return _("%(duty)s (staff %(sign)s)") % signed
        if kind == "recipient":
            recipient = self.policy.recipients.get(reference)
            return recipient.name[self.lang] if recipient else reference
        return _("You") if kind == "person" else _("Our program")

    def letter(self, payload: Mapping[str, Any]) -> str:
        return capfirst(title_of(payload.get("kind", "")))

    def recipient(self, payload: Mapping[str, Any]) -> str:
        recipient = self.policy.recipients.get(payload.get("recipient", ""))
        return recipient.name[self.lang] if recipient else str(payload.get("recipient", ""))


def _withdrawn(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    title = _("You withdrew your consent: %(purpose)s") % {"purpose": t.purposes(p)}
    return title, _("Erased: %(what)s") % {"what": t.categories(p)} if p.get("categories") else _(
        "Nothing had to be erased; what remains is needed for something else."
    )


def _taken(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    if p.get("actor") == "person":
        return _("You took everything along"), ""
    title = _("%(who)s made a locked file of everything we hold about you") % {"who": t.who(p)}
    return title, _("It is handed to you, as you asked.")


def _passed_on(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    words = {"recipient": t.recipient(p), "what": t.categories(p), "purpose": t.purposes(p)}
    return _("Passed on to %(recipient)s: %(what)s") % words, _("For “%(purpose)s”") % words


type Tell = Callable[[Teller, Mapping[str, Any]], tuple[str, str]]

_TOLD: Mapping[Kind, tuple[str, str, Tell]] = {
    Kind.SUBMISSION_RECEIVED: ("form", "form", lambda t, p: (_("You filled in “%(form)s”") % {"form": t.form(p)}, "")),
    Kind.SUBMISSION_CONFIRMED: (
        "form",
        "check",
        lambda t, p: (
            (_("You confirmed “%(form)s”") if p.get("confirmed") else _("“%(form)s” was accepted"))
            % {"form": t.form(p)},
            "",
        ),
    ),
    Kind.SUBMISSION_REPEATED: (
        "form",
        "check",
        lambda t, p: (_("You filled in “%(form)s” once more; it counts once") % {"form": t.form(p)}, ""),
    ),
    Kind.SUBMISSION_ADDED: ("form", "pen", lambda t, p: (_("You added to “%(form)s”") % {"form": t.form(p)}, "")),
    Kind.GUARDIAN_ASKED: (
        "form",
        "mail",
        lambda t, p: (_("We asked your parent or guardian about “%(form)s”") % {"form": t.form(p)}, ""),
    ),
    Kind.GUARDIAN_AGREED: (
        "form",
        "check",
        lambda t, p: (_("Your parent or guardian agreed to “%(form)s”") % {"form": t.form(p)}, ""),
    ),
    Kind.GUARDIAN_REFUSED: (
        "form",
        "cross",
        lambda t, p: (_("Your parent or guardian did not agree to “%(form)s”") % {"form": t.form(p)}, ""),
    ),
    Kind.SUBMISSION_JOINED: (
        "form",
        "chain",
        lambda _t, _p: (_("It joined what you had registered before under the same address"), ""),
    ),
    **MERGES,
    Kind.SUBMISSION_HANDLED: ("form", "check", lambda t, p: handled(t.form(p), p)),
    Kind.REGISTRATION_ENDED: ("form", "clock", lambda t, p: ended(t.form(p), t.who(p), p)),
    Kind.REGISTRATION_RESUMED: ("form", "undo", lambda t, p: resumed(t.form(p), t.who(p))),
    Kind.SUBMISSION_CLEARED: ("form", "check", lambda t, p: cleared(t.form(p))),
    Kind.GRANT_BEGUN: (
        "grant",
        "key",
        lambda t, p: (_("It may be used for: %(purposes)s") % {"purposes": t.purposes(p)}, ""),
    ),
    Kind.GRANT_ENDED: (
        "grant",
        "clock",
        lambda t, p: (_("It may no longer be used for: %(purposes)s") % {"purposes": t.purposes(p)}, ""),
    ),
    Kind.GRANT_WITHDRAWN: ("grant", "undo", _withdrawn),
    Kind.WIDENING_AGREED: (
        "grant",
        "check",
        lambda t, p: (_("You agreed to the change of our policy: %(purposes)s") % {"purposes": t.purposes(p)}, ""),
    ),
    Kind.WIDENING_DECLINED: ("grant", "lock", lambda _t, _p: (_("You said no to the change of our policy"), "")),
    Kind.VALUE_RELEASED: ("view", "eye", opened),
    Kind.VALUE_REFUSED: ("view", "lock", stayed_closed),
    **CORRECTIONS,
    Kind.VALUE_EXPIRED: (
        "erasure",
        "trash",
        lambda t, p: (_("Erased, since its time was over: %(what)s") % {"what": t.categories(p)}, ""),
    ),
    Kind.PURPOSE_ERASED: (
        "erasure",
        "trash",
        lambda t, p: (_("You had this erased: what only “%(purpose)s” used") % {"purpose": t.purposes(p)}, ""),
    ),
    Kind.SUPPRESSION_SET: (
        "mail",
        "cross",
        lambda t, p: (_("%(who)s noted: never write to your address again") % {"who": t.who(p)}, ""),
    ),
    Kind.SUPPRESSION_LIFTED: ("mail", "mail", lambda _t, _p: (_("You let us write to your address again"), "")),
    Kind.TRANSFER_MADE: ("disclosure", "send", _passed_on),
    **PASSING,
    Kind.SESSION_OPENED: ("view", "key", lambda _t, _p: (_("You came in by a mailed link"), "")),
    Kind.ARCHIVE_TAKEN: ("view", "download", _taken),
    Kind.MESSAGE_SENT: ("mail", "mail", lambda _t, _p: (_("A message was sent to you"), "")),
    **dict.fromkeys(CASE_KINDS, ("case", "rights", lambda t, p: tell_case(p, t.lang))),
}


def entries_of(person: UUID, *, most: int = LONGEST) -> list[Recorded]:
    """The newest entries about a person, newest first; three queries."""
    trail = Trail.objects.filter(person_id=person).order_by("-entry_id").values_list("entry_id", flat=True)
    return recorded(list(trail[:most]))


def story(entries: Sequence[Recorded], *, policy: Policy, lang: str) -> list[Item]:
    """The entries in words."""
    teller = Teller(policy, lang)
    return list(_gathered(_item(teller, step) for step in fold(entries)))


def each(entries: Sequence[Recorded], *, policy: Policy, lang: str) -> dict[UUID, Item]:
    """Each entry by itself in words, by its id: for a list that leaves none out."""
    teller = Teller(policy, lang)
    return {entry.id: _item(teller, Step(entry)) for entry in entries}


def _item(teller: Teller, step: Step) -> Item:
    entry = step.entry
    sort, icon, tell = _telling(entry.kind)
    told = {**entry.payload, "of": entry.payload.get("kind", ""), "kind": str(entry.kind), "looked": step.looked}
    title, detail = tell(teller, told)
    return Item(entry.id, entry.at, sort, icon, title, detail, f"/{teller.lang}/me/proof/{entry.id}")


def _telling(kind: AnyKind) -> tuple[str, str, Tell]:
    told = kind.told if isinstance(kind, Declared) else None
    if told and told.person:
        return told.sort, told.icon, told.person
    return _TOLD.get(kind, ("other", "info", _untold)) if isinstance(kind, Kind) else ("other", "info", _untold)


def _untold(_teller: Teller, payload: Mapping[str, Any]) -> tuple[str, str]:
    return _("Recorded: %(kind)s") % {"kind": payload["kind"]}, ""


def _gathered(items: Iterator[Item]) -> Iterator[Item]:
    """The same thing several times in a row is one step."""
    for _key, run in groupby(items, key=lambda item: (item.title, item.detail)):
        newest, *others = run
        yield replace(newest, detail=_counted(newest.detail, 1 + len(others))) if others else newest


def _counted(detail: str, times: int) -> str:
    count = ngettext("%(count)s time in a row", "%(count)s times in a row", times) % {"count": times}
    return f"{detail} · {count}" if detail else count
