"""The gate to recipients."""

from importlib import import_module

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "azukari.disclosure"

    def ready(self) -> None:
        import_module("azukari.disclosure.sockets")
