"""The ledger: what was done, in an order that nobody can change."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """Reads the catalogue: each package declares its own in a module called ``events``."""

    name = "azukari.core.ledger"
    label = "ledger"

    def ready(self) -> None:
        autodiscover_modules("events")
