"""The ledger: what was done, in an order that nobody can change."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "azukari.ledger"
    label = "ledger"
