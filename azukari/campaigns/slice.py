"""Slice of campaigns: signatures for a cause, counted exactly, and the page that shows them."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.api.told import ToldEvent
from azukari.appearance.public_page import PublicPage
from azukari.campaigns.agreed import settle
from azukari.campaigns.counting import count_all, note_correction
from azukari.campaigns.delivering import packer_of
from azukari.campaigns.events import COUNT_FINAL, SIGNATURES_REMOVED, SIGNATURES_RESTORED, UPDATE_SENT
from azukari.campaigns.form_kind import KIND
from azukari.campaigns.holder import CampaignsHolder
from azukari.campaigns.own import signatures
from azukari.campaigns.public import has_campaigns
from azukari.campaigns.removing import end_removed, forget_trends
from azukari.campaigns.unusual import needs
from azukari.campaigns.updates import KIND as UPDATES
from azukari.campaigns.ways import WAYS
from azukari.desk.menu import MenuEntry
from azukari.disclosure.packing import on_packing
from azukari.forms.events import SUBMISSION_CONFIRMED
from azukari.forms.front_links import FrontLink
from azukari.ledger.catalogue import Kind
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.slice import Hook, Slice
from azukari.vault.sockets import on_corrected

_NUMBERS = "/api/v1/campaigns/{form}"


def _told(name: str, kind: Kind, title: Promise) -> ToldEvent:
    return ToldEvent(f"campaigns.{name}", (kind,), FormKind.CAMPAIGN, title, _NUMBERS)


SLICE = Slice(
    name="campaigns",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(CampaignsHolder(),),
    mailings=(UPDATES,),
    jobs=(
        Job("counts of signatures", timedelta(seconds=5), count_all, Lane.UPKEEP),
        Job("what signers agreed to", timedelta(seconds=5), settle, Lane.UPKEEP),
        Job("invalid signatures", timedelta(seconds=30), end_removed, Lane.UPKEEP),
        Job("trends of signatures", timedelta(hours=6), forget_trends, Lane.UPKEEP),
    ),
    needs=(needs,),
    menu=(MenuEntry("console-campaigns", _("Campaigns"), "seal", order=35, kinds=frozenset({FormKind.CAMPAIGN})),),
    own_sections=(Section("signatures", "campaigns/own/signatures.html", signatures),),
    front_links=(FrontLink("campaigns", _("Campaigns and their signatures"), "seal", has_campaigns),),
    desk_urls="azukari.campaigns.desk.urls",
    public_urls="azukari.campaigns.urls",
    public_pages=(PublicPage("campaigns"), PublicPage("campaign", of_form=True)),
    api=("azukari.campaigns.api",),
    told=(
        _told("signed", SUBMISSION_CONFIRMED, _("A campaign was signed")),
        _told("removed", SIGNATURES_REMOVED, _("Signatures were taken out as invalid")),
        _told("restored", SIGNATURES_RESTORED, _("Signatures were put back")),
        _told("news", UPDATE_SENT, _("News of a campaign went to signers")),
        _told("closed", COUNT_FINAL, _("A campaign ended, and its final count was fixed")),
    ),
    hooks=(Hook(on_corrected, note_correction), Hook(on_packing, packer_of)),
)
