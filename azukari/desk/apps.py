"""The staff's pages: a shell that knows no feature."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import Group, MenuEntry, register


class DeskConfig(AppConfig):
    name = "azukari.desk"

    def ready(self) -> None:
        register(MenuEntry("console", _("Home"), "who", order=0, group=Group.HOME))
