"""Grants: what a purpose may use, from when until when."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "azukari.core.consent"
