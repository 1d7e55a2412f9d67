"""The e-mail magazine: who gets it, issue by issue."""

from django.apps import AppConfig


class MagazineConfig(AppConfig):
    name = "azukari.magazine"
