"""Membership: who belongs to the organisation."""

from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "azukari.members"

    def ready(self) -> None:
        import_module("azukari.members.sockets")
