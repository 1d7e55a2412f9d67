"""Where the gate plugs in: it hears of each charter, correction, withdrawal and erasure, and says what it holds."""

from azukari.core.policy_versions.hooks import on_published
from azukari.core.transfers.consents import stop
from azukari.core.transfers.holder import DisclosureHolder
from azukari.core.transfers.instruct import corrected, ended
from azukari.core.transfers.register import hear
from azukari.core.vault.holders import register as register_holder
from azukari.core.vault.hooks import on_corrected, on_ended, on_stopped

on_published(hear)
on_corrected(corrected)
on_ended(ended)
on_stopped(stop)
register_holder(DisclosureHolder())
