"""Where the gate plugs in: it hears of each charter, correction, withdrawal and erasure, and says what it holds."""

from azukari.charter.sockets import on_published
from azukari.disclosure.consents import stop
from azukari.disclosure.holder import DisclosureHolder
from azukari.disclosure.instruct import corrected, ended
from azukari.disclosure.register import hear
from azukari.vault.holders import register as register_holder
from azukari.vault.sockets import on_corrected, on_ended, on_stopped

on_published(hear)
on_corrected(corrected)
on_ended(ended)
on_stopped(stop)
register_holder(DisclosureHolder())
