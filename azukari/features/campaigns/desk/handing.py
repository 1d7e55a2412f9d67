"""Handing in at the desk: how many let themselves be handed over, to whom, and counts by area without anybody's data.

The transfer itself is the gate's: proposed and approved by those whose duty it is, sealed to the recipient.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azukari.core.consent.models import Grant
from azukari.core.transfers.models import Consent, Moved, Transfer, TransferPerson, TransferState
from azukari.features.campaigns.agreed import handed_to
from azukari.features.campaigns.areas import asks_postcode, by_area
from azukari.features.campaigns.counting import living
from azukari.features.campaigns.desk.served import serves_campaign
from azukari.policy.terms import EVERYBODY
from azukari.shells.staff.form_desk import FormDesk


@require_http_methods(["GET", "HEAD", "POST"])
@serves_campaign
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What can be handed in; a POST counts by area, and shows it once."""
    has_areas = asks_postcode(desk.form)
    context = {
        "form": desk.form,
        "recipients": [
            _organisation(desk, *each) for each in handed_to(desk.form, desk.policy) if each[0] != EVERYBODY
        ],
        "asks_postcode": has_areas,
        "areas": by_area(desk.form, desk.policy, now=desk.now) if has_areas and request.method == "POST" else None,
        "least": desk.policy.statistics.fold_below,
        "tab": "handing",
    }
    return render(request, "campaigns/desk/handing.html", context)


def _organisation(desk: FormDesk, slug: str, purpose: str) -> dict[str, Any]:
    """How many chose this organisation, how many of them it has, and when something went there last. Three queries."""
    signed = living(desk.form, desk.now).values("person_id")
    rights = Grant.objects.living(desk.now).filter(person_id=OuterRef("person_id"), purpose=purpose)
    agreed = Consent.objects.filter(withdrawn_at__isnull=True, person_id__in=signed)
    agreed = agreed.filter(Exists(rights), recipient_id=slug, purpose=purpose)
    went = Transfer.objects.filter(recipient_id=slug, purpose=purpose, state=TransferState.DELIVERED)
    has = TransferPerson.objects.filter(
        transfer__in=went, state=Moved.MOVED, person_id=OuterRef("person_id"), at__gte=OuterRef("begins_at")
    )
    return {
        "recipient": desk.policy.recipients[slug],
        "purpose": desk.policy.purposes[purpose],
        "chose": agreed.count(),
        "to_come": agreed.exclude(Exists(has)).count(),
        "last": went.order_by("-finished_at").values_list("finished_at", flat=True).first(),
    }
