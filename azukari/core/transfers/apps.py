"""The gate to recipients."""

from importlib import import_module

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "azukari.core.transfers"
    label = "disclosure"  # of its tables, which keep their names

    def ready(self) -> None:
        import_module("azukari.core.transfers.hooks")
