"""Handing in at the desk: how many let themselves be handed over and to whom, and counts by area without anybody's
data.

The transfer itself is the gate's: proposed and approved by those whose duty it is, sealed to the recipient.
"""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azukari.campaigns.agreed import handed_to
from azukari.campaigns.areas import asks_postcode, by_area
from azukari.campaigns.counting import living
from azukari.campaigns.desk.served import serves_campaign
from azukari.consent.models import Grant
from azukari.desk.form_desk import FormDesk
from azukari.disclosure.models import Consent
from azukari.policy.terms import EVERYBODY


@require_http_methods(["GET", "HEAD", "POST"])
@serves_campaign
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What can be handed in; a POST counts by area, and shows it once."""
    signed = living(desk.form, desk.now).values("person_id")
    rights = Grant.objects.living(desk.now).filter(person_id=OuterRef("person_id"))
    agreed = Consent.objects.filter(withdrawn_at__isnull=True, person_id__in=signed)
    recipients = [
        (
            desk.policy.recipients[slug],
            desk.policy.purposes[purpose],
            agreed.filter(Exists(rights.filter(purpose=purpose)), recipient_id=slug, purpose=purpose).count(),
        )
        for slug, purpose in handed_to(desk.form, desk.policy)
        if slug != EVERYBODY
    ]
    counts = asks_postcode(desk.form)
    context = {
        "form": desk.form,
        "recipients": recipients,
        "asks_postcode": counts,
        "areas": by_area(desk.form, desk.policy, now=desk.now) if counts and request.method == "POST" else None,
        "least": desk.policy.statistics.fold_below,
        "tab": "handing",
    }
    return render(request, "campaigns/desk/handing.html", context)
