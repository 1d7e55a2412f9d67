"""Sealed values and their keys: the one room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "azukari.vault"
