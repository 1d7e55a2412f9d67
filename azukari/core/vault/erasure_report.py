"""The account of an erasure: what was there, what is left, and by which law or purpose. Counts and categories, no
values.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import at
from azukari.core.vault.counted import counted, sorts_of
from azukari.core.vault.erase_unheld import holding_by
from azukari.core.vault.holders import holders
from azukari.core.vault.models import Erasure, SealedValue
from azukari.policy.casework import HOLDS
from azukari.policy.terms import Text

type Item = dict[str, Any]


def inventory(person: UUID) -> list[Item]:
    """What is held of ``person`` now: values by category, then what each holder has, then keys and trail."""
    return _inventory(person, SealedValue.objects.filter(person_id=person).values_list("category", flat=True))


def _inventory(person: UUID, categories: Iterable[str]) -> list[Item]:
    values = Counter(categories)
    items: list[Item] = [
        {"what": "value", "category": category, "count": count} for category, count in sorted(values.items())
    ]
    rows = counted(person)
    for holder in holders():
        items += [{"what": sort, "count": rows[sort]} for sort in sorts_of(holder) if rows[sort]]
    items.append({"what": "grant", "count": rows["grant"]})
    items += [{"what": "merge", "count": rows["merge"]}] if rows["merge"] else []
    items.append({"what": "key", "count": rows["key"]})
    items.append({"what": "trail", "count": rows["trail"]})
    return items


def erasure_report(request: Erasure, now: datetime) -> list[Item]:
    """The inventory taken before, each item with what the database still has of it, and what holds the rest."""
    person = request.person_id
    values = list(SealedValue.objects.filter(person_id=person).values_list("category", "submission_id", "purposes"))
    left_of = _inventory(person, (category for category, _, _ in values))
    left = {(item["what"], item.get("category", "")): item["count"] for item in left_of}
    grants = [g for g in Grant.objects.filter(person_id=person).order_by("ends_at") if g.is_living(now)]
    holding, kept_for = holding_by(grants), defaultdict[str, set[str]](set)
    for category, submission, purposes in values:
        kept_for[category] |= holding(submission, purposes)
    items: list[Item] = []
    for item in request.items:
        entry = {**item, "left": left.get((item["what"], item.get("category", "")), 0)}
        if entry["what"] == "value" and entry["left"]:
            entry["kept_for"] = sorted(kept_for[entry["category"]])
        items.append(entry)
    return items + _obligations(grants)


def _obligations(grants: Iterable[Grant]) -> list[Item]:
    """What still holds data, in the words of the policy under which it was given: purpose, law, end."""
    found: dict[str, Item] = {}
    for grant in grants:
        if not (words := _words(grant)):
            continue
        title, law = words
        found[grant.purpose] = {
            "what": "holding",
            "purpose": grant.purpose,
            "title": dict(title),
            "ground": grant.ground,
            "law": dict(law) if law else None,
            "until": grant.ends_at.isoformat() if grant.ends_at else "",
        }
    return [found[purpose] for purpose in sorted(found)]


def _words(grant: Grant) -> tuple[Text, Text | None] | None:
    """Title and law of what holds the data, as the policy under which it was given has them; None where it is mute."""
    if grant.purpose in HOLDS:
        return HOLDS[grant.purpose]
    purpose = at(grant.charter_id).policy.purposes.get(grant.purpose)
    return (purpose.title, purpose.retention.law) if purpose else None
