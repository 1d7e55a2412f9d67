"""Volunteers: who helps, with what, and when."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "azukari.volunteers"
