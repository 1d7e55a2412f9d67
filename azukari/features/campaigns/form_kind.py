"""What a form of this kind is called, and what happens after it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.capacity import standing
from azukari.core.forms.kinds import AfterReceipt, DeskPage, Kind
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import current
from azukari.features.campaigns.counting import note_signatures
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.sharing import sharing
from azukari.policy.terms import Form, FormKind


def _tell_others(submission: Submission, form: Form, lang: str, now: datetime) -> AfterReceipt | None:
    """The thanks page shows how to tell others, while the campaign can be signed."""
    del submission
    if not standing(current().policy, form, now=now):
        return None
    return AfterReceipt("campaigns/tell.html", sharing(form, lang))


def _numbers(submissions: Collection[UUID]) -> Mapping[UUID, str]:
    """By their numbers signatures are told apart while they are sealed. One query."""
    found = Signature.objects.filter(pk__in=submissions, number__isnull=False).values_list("pk", "number")
    return {id: gettext("Signature no. %(number)s") % {"number": number} for id, number in found}


KIND = Kind(
    kind=FormKind.CAMPAIGN,
    title=_("Campaign"),
    next_steps=_("Your signature counts from now on. What you signed is erased after the campaign has ended."),
    icon="seal",
    confirms=_("Confirm my signature"),
    not_mine=_("I did not sign this"),
    told_apart=_numbers,
    desk_pages=(DeskPage("console-campaign", _("Campaign"), "seal"),),
    after_receipt=_tell_others,
    on_accepted=note_signatures,
)
