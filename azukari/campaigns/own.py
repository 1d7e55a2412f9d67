"""Signatures on the person's own page: what they signed, and under which number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.campaigns.models import Signature
from azukari.own.guard import Visit


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """One signature; ``number`` is None until the next count."""

    title: str
    form: str
    signed_at: datetime | None
    number: int | None


def signatures(visit: Visit) -> Mapping[str, Any] | None:
    """The person's signatures, newest first; None where there are none. One query."""
    found = Signature.objects.filter(person_id=visit.person).select_related("submission").order_by("-pk")
    forms = visit.policy.forms
    shown = [
        OwnSignature(forms[s.form].title[visit.lang], s.form, s.submission.accepted_at, s.number)
        for s in found
        if s.form in forms
    ]
    return {"signatures": shown} if shown else None
