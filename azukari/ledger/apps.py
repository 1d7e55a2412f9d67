from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "azukari.ledger"
    label = "ledger"
