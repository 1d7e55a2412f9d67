"""Asking again: rounds in which people agree to a wider use of what is here, or do not."""

from importlib import import_module

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "azukari.rounds"

    def ready(self) -> None:
        import_module("azukari.rounds.sockets")
