"""Page statistics: totals without visitors."""

from importlib import import_module

from django.apps import AppConfig

from azukari.forms.steps import listen


class StatisticsConfig(AppConfig):
    name = "azukari.statistics"

    def ready(self) -> None:
        listen(import_module("azukari.statistics.counter").note)
