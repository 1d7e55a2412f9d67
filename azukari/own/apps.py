"""The person's own page: a shell that knows no feature."""

from importlib import import_module

from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "azukari.own"

    def ready(self) -> None:
        import_module("azukari.own.sockets")
