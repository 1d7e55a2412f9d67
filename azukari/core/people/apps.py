"""A person as an opaque reference."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "azukari.core.people"
