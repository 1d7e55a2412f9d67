"""Slice of campaigns: signatures for a cause, counted exactly, and the page that shows them."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.core.forms.events import SUBMISSION_CONFIRMED
from azukari.core.forms.front_cards import FrontPart
from azukari.core.forms.front_links import FrontLink
from azukari.core.ledger.catalogue import Kind
from azukari.core.transfers.packing import on_packing
from azukari.core.vault.hooks import on_corrected
from azukari.features.campaigns.agreed import settle
from azukari.features.campaigns.counting import count_all, note_correction
from azukari.features.campaigns.delivering import packer_of
from azukari.features.campaigns.events import COUNT_FINAL, SIGNATURES_REMOVED, SIGNATURES_RESTORED, UPDATE_SENT
from azukari.features.campaigns.figures import SOURCES
from azukari.features.campaigns.form_kind import KIND
from azukari.features.campaigns.front import cards, news
from azukari.features.campaigns.holder import CampaignsHolder
from azukari.features.campaigns.own import signatures
from azukari.features.campaigns.public import has_campaigns
from azukari.features.campaigns.removing import end_removed, forget_trends
from azukari.features.campaigns.unusual import needs
from azukari.features.campaigns.updates import KIND as UPDATES
from azukari.features.campaigns.ways import WAYS
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.shells.api.told import ToldEvent
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Hook, Place, Routes, Slice

_NUMBERS = "/api/v1/campaigns/{form}"


def _told(name: str, kind: Kind, title: Promise) -> ToldEvent:
    return ToldEvent(f"campaigns.{name}", (kind,), FormKind.CAMPAIGN, title, _NUMBERS)


SLICE = Slice(
    name="campaigns",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(CampaignsHolder(),),
    letters=(UPDATES,),
    jobs=(
        Job("counts of signatures", timedelta(seconds=5), count_all, Lane.UPKEEP),
        Job("what signers agreed to", timedelta(seconds=5), settle, Lane.UPKEEP),
        Job("invalid signatures", timedelta(seconds=30), end_removed, Lane.UPKEEP),
        Job("trends of signatures", timedelta(hours=6), forget_trends, Lane.UPKEEP),
    ),
    tallies=SOURCES,
    needs=(needs,),
    menu=(MenuEntry("console-campaigns", _("Campaigns"), "seal", order=35, kinds=frozenset({FormKind.CAMPAIGN})),),
    sections=(Section(Place.OWN_PAGE, "signatures", "campaigns/own/signatures.html", signatures),),
    front=(
        FrontLink("campaigns", _("Campaigns and their signatures"), "seal", has_campaigns),
        FrontPart("campaigns", cards, news),
    ),
    routes=Routes(
        staff="azukari.features.campaigns.desk.urls",
        public="azukari.features.campaigns.urls",
        api=("azukari.features.campaigns.api",),
    ),
    pages=(PublicPage("campaigns"), PublicPage("campaign", of_form=True)),
    told=(
        _told("signed", SUBMISSION_CONFIRMED, _("A campaign was signed")),
        _told("removed", SIGNATURES_REMOVED, _("Signatures were taken out as invalid")),
        _told("restored", SIGNATURES_RESTORED, _("Signatures were put back")),
        _told("news", UPDATE_SENT, _("News of a campaign went to signers")),
        _told("closed", COUNT_FINAL, _("A campaign ended, and its final count was fixed")),
    ),
    hooks=(Hook(on_corrected, note_correction), Hook(on_packing, packer_of)),
)
