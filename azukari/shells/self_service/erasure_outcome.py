"""What would become of each kind of data, in words: it goes, or it stays for something that has a name and an end."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from azukari.core.vault.erasure_preview import ErasurePreview
from azukari.policy.casework import HOLDS
from azukari.policy.explain import name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Category, Ground, Policy
from azukari.shells.self_service.own_data import OwnData


@dataclass(frozen=True, slots=True)
class Holder:
    """What keeps something: a purpose, with the law by name where it is one.

    Args:
        until: when it ends, or None while that depends on an event; then ``term`` says on which.
    """

    title: str
    law: str
    until: datetime | None
    term: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one kind of data; ``holders`` is empty where nothing keeps it."""

    what: str
    holders: tuple[Holder, ...] = ()


def erasure_outcomes(
    data: OwnData, foreseen: ErasurePreview, *, policy: Policy, lang: str, purpose: str = ""
) -> tuple[list[Outcome], list[Outcome]]:
    """What goes, and what stays, be it in one place only. Of a kind of which something stays, each value that goes is
    called by its field and its form.

    Args:
        purpose: if given, only the values that it may use are told of.
    """
    values = [value for value in data.opened if not purpose or purpose in value.purposes]
    going: dict[Category, list[UUID]] = defaultdict(list)
    for value in values:
        if value.id in foreseen.goes:
            going[value.category].append(value.id)
    left = {value.category for value in data.opened if value.id not in foreseen.goes}
    staying: dict[Category, set[str]] = defaultdict(set)
    for value in values:
        staying[value.category] |= {*foreseen.stays.get(value.id, ())}
    named = {category: name_categories(policy, [category])[lang] for category in Category}
    goes = [
        Outcome(what)
        for category in Category
        if category in going
        for what in (_by_field(data, going[category]) if category in left else [named[category]])
    ]
    stays = [
        Outcome(named[category], _holders(staying[category], foreseen, policy, lang))
        for category in Category
        if staying[category]
    ]
    return goes, stays


def _by_field(data: OwnData, going: Iterable[UUID]) -> Iterable[str]:
    """Values by their field and their form, each name once."""
    ids = {*going}
    pairs = ((held.label, each.title) for each in data.registrations for held in each.values if held.id in ids)
    return dict.fromkeys(_("%(field)s (%(form)s)") % {"field": field, "form": form} for field, form in pairs)


def _holders(purposes: Collection[str], foreseen: ErasurePreview, policy: Policy, lang: str) -> tuple[Holder, ...]:
    found = []
    for slug in sorted(purposes):
        known = policy.purposes.get(slug)
        if slug in HOLDS:
            title, why = HOLDS[slug]
            found.append(Holder(title[lang], why[lang], foreseen.until.get(slug), ""))
            continue
        if known is None:
            found.append(Holder(slug, "", foreseen.until.get(slug), ""))
            continue
        until = foreseen.until.get(slug)
        law = known.retention.law[lang] if known.ground is Ground.LAW and known.retention.law else ""
        found.append(Holder(known.title[lang], law, until, "" if until else kept_for(policy, known)[lang]))
    return tuple(found)
