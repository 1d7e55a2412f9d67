"""The app of this feature: its tables keep their names."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "azukari.features.audits"
    label = "assurance"
