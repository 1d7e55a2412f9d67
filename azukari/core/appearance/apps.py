"""How the pages look, and in whose pages the forms may stand. Nothing here is about people."""

from django.apps import AppConfig


class AppearanceConfig(AppConfig):
    name = "azukari.core.appearance"
