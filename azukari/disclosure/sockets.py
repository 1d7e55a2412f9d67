"""Where the gate plugs in: it hears of each charter, and says what it holds of people."""

from azukari.charter.sockets import on_published
from azukari.disclosure.holder import DisclosureHolder
from azukari.disclosure.register import hear
from azukari.vault.holders import register as register_holder

on_published(hear)
register_holder(DisclosureHolder())
