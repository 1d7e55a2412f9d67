"""Membership: who belongs to the organisation."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "azukari.members"
