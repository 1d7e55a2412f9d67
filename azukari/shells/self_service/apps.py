"""The person's own page: a shell that knows no feature."""

from importlib import import_module

from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "azukari.shells.self_service"
    label = "own"  # of its tables, which keep their names

    def ready(self) -> None:
        import_module("azukari.shells.self_service.hooks")
