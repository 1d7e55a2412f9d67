"""Numbers for whom a campaign is handed to: how many signed, and from which postcode areas, small cells folded.

The program counts; nobody is shown a postcode. An area is what the first two digits of a Japanese postcode stand for.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction

from azukari.core.vault.totals import for_totals
from azukari.features.campaigns.counting import living
from azukari.lib.small_cells import fold
from azukari.policy.terms import Category, FieldType, Form, Policy

_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Areas:
    """Counts by area, the largest first; ``folded`` come from areas of so few people that they are not named.

    Args:
        silent: how many gave no postcode, or one of no such area.
    """

    shown: dict[str, int]
    folded: int
    silent: int


def asks_postcode(form: Form) -> bool:
    """Whether the form asks a postcode for a purpose that every signature serves."""
    return _field(form) != ("", "")


def by_area(form: Form, policy: Policy, *, now: datetime) -> Areas:
    """Count those whose signatures count now. The ledger says once for each lot how many were counted."""
    field, purpose = _field(form)
    ids = list(living(form, now).values_list("pk", flat=True))
    found: Counter[str] = Counter()
    for some in batched(ids, _AT_A_TIME):
        with transaction.atomic():
            texts = for_totals(some, field=field, purpose=purpose, category=Category.ADDRESS, now=now)
        found.update(text[:2] for text in texts.values() if text[:2].isdecimal())
    shown, folded = fold(found, least=policy.statistics.fold_below)
    return Areas(shown, folded, len(ids) - found.total())


def _field(form: Form) -> tuple[str, str]:
    for field in form.fields:
        purpose = next((one for one in field.purposes if one in form.purposes), "")
        if field.type is FieldType.POSTCODE and purpose:
            return field.id, purpose
    return "", ""
