"""Slice of campaigns: signatures for a cause, counted exactly, and the page that shows them."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.campaigns.counting import count_all
from azukari.campaigns.form_kind import KIND
from azukari.campaigns.holder import CampaignsHolder
from azukari.campaigns.own import signatures
from azukari.campaigns.public import has_campaigns
from azukari.desk.menu import MenuEntry
from azukari.forms.front_links import FrontLink
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.slice import Slice

SLICE = Slice(
    name="campaigns",
    form_kinds=(KIND,),
    holders=(CampaignsHolder(),),
    jobs=(Job("counts of signatures", timedelta(seconds=5), count_all, Lane.UPKEEP),),
    menu=(MenuEntry("console-campaigns", _("Campaigns"), "seal", order=35),),
    own_sections=(Section("signatures", "campaigns/own/signatures.html", signatures),),
    front_links=(FrontLink("campaigns", _("Campaigns and their signatures"), "seal", has_campaigns),),
    desk_urls="azukari.campaigns.desk.urls",
    public_urls="azukari.campaigns.urls",
)
