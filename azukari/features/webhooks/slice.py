"""Slice of webhooks: programs of staff are told when something happens, and ask the HTTP API what it was."""

from datetime import timedelta

from azukari.features.webhooks.posting import tell_due
from azukari.features.webhooks.registering import needs
from azukari.lib.job import Job, Lane
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="webhooks",
    jobs=(Job("webhooks", timedelta(seconds=5), tell_due, Lane.NETWORK, dated=False),),
    needs=(needs,),
    routes=Routes(staff="azukari.features.webhooks.desk.urls"),
)
