"""Signatures on the person's own page: what they signed, and under which number."""

from collections.abc import Mapping
from typing import Any

from azukari.core.consent.models import Grant
from azukari.features.campaigns.agreed import shown_for
from azukari.features.campaigns.models import Signature
from azukari.shells.self_service.guard import Visit


def signatures(visit: Visit) -> Mapping[str, Any] | None:
    """The person's signatures, newest first, each with the purpose for which its name is public; None where there are
    none. Two queries.
    """
    found = list(Signature.objects.filter(person_id=visit.person).select_related("submission").order_by("-pk"))
    forms, policy = visit.policy.forms, visit.policy
    public = {one.form: shown_for(forms[one.form], policy) for one in found if one.form in forms}
    grants = Grant.objects.living(visit.now).filter(person_id=visit.person, purpose__in={*public.values()} - {""})
    agreed = {*grants.values_list("submission_id", "purpose")} if any(public.values()) else set()
    shown = [
        {
            "signature": one,
            "title": forms[one.form].title[visit.lang],
            "shown_for": public[one.form] if one.shown_at and (one.pk, public[one.form]) in agreed else "",
        }
        for one in found
        if one.form in forms
    ]
    return {"signatures": shown} if shown else None
