"""Asking again: rounds in which people agree to a wider use of what is here, or do not."""

from importlib import import_module

from django.apps import AppConfig


class ReconsentConfig(AppConfig):
    name = "azukari.reconsent"

    def ready(self) -> None:
        import_module("azukari.reconsent.sockets")
