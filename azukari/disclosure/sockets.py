"""Where the gate plugs in: what it holds of people."""

from azukari.disclosure.holder import DisclosureHolder
from azukari.vault.holders import register as register_holder

register_holder(DisclosureHolder())
