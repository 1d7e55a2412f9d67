"""Published policies."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "azukari.charter"
