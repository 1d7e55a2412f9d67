"""The app of this feature: its tables keep their names."""

from django.apps import AppConfig


class ProcessorsConfig(AppConfig):
    name = "azukari.features.processors"
    label = "supervision"
