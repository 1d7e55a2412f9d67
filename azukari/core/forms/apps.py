"""The one door in."""

from importlib import import_module

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "azukari.core.forms"

    def ready(self) -> None:
        import_module("azukari.core.forms.hooks")
