"""What a person may do with their own data."""

from importlib import import_module

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "azukari.rights"

    def ready(self) -> None:
        import_module("azukari.rights.sockets")
