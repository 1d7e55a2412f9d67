"""Slice of webhooks: programs of staff are told when something happens, and ask the HTTP API what it was."""

from datetime import timedelta

from azukari.lib.job import Job, Lane
from azukari.slice import Slice
from azukari.webhooks.posting import tell_due
from azukari.webhooks.registering import needs

SLICE = Slice(
    name="webhooks",
    jobs=(Job("webhooks", timedelta(seconds=5), tell_due, Lane.NETWORK, dated=False),),
    needs=(needs,),
    desk_urls="azukari.webhooks.desk.urls",
)
