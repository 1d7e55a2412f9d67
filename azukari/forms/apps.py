"""The one door in."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "azukari.forms"
