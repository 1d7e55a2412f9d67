"""Sealed values and their keys: the one room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from azukari.core.vault.first_epoch import make_first_epoch


class VaultConfig(AppConfig):
    name = "azukari.core.vault"

    def ready(self) -> None:
        post_migrate.connect(make_first_epoch, sender=self)
