"""Supervision of contractors by mail."""

from importlib import import_module

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "azukari.supervision"

    def ready(self) -> None:
        import_module("azukari.supervision.sockets")
