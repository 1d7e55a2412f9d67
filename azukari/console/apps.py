"""The staff's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext

from azukari.accounts.menu import Entry, register


class ConsoleConfig(AppConfig):
    name = "azukari.console"

    def ready(self) -> None:
        register(Entry("console", lambda: gettext("Home"), "who", order=0))
        register(Entry("console-people", lambda: gettext("People"), "people", order=10))
