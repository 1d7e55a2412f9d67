"""Signatures on the person's own page: what they signed, and under which number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.campaigns.agreed import shown_for
from azukari.campaigns.models import Signature
from azukari.consent.models import Grant
from azukari.own.guard import Visit


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A signature; ``number`` is None until the next count, ``shown_for`` the purpose for which its name is public."""

    title: str
    form: str
    signed_at: datetime | None
    number: int | None
    removed: bool = False
    shown_for: str = ""


def signatures(visit: Visit) -> Mapping[str, Any] | None:
    """The person's signatures, newest first; None where there are none. Two queries."""
    found = list(Signature.objects.filter(person_id=visit.person).select_related("submission").order_by("-pk"))
    forms, policy = visit.policy.forms, visit.policy
    public = {one.form: shown_for(forms[one.form], policy) for one in found if one.form in forms}
    grants = Grant.objects.living(visit.now).filter(person_id=visit.person, purpose__in={*public.values()} - {""})
    agreed = {*grants.values_list("submission_id", "purpose")} if any(public.values()) else set()
    shown = [
        OwnSignature(
            title=forms[one.form].title[visit.lang],
            form=one.form,
            signed_at=one.submission.accepted_at,
            number=one.number,
            removed=one.removal_id is not None,
            shown_for=public[one.form] if one.shown_at and (one.pk, public[one.form]) in agreed else "",
        )
        for one in found
        if one.form in forms
    ]
    return {"signatures": shown} if shown else None
