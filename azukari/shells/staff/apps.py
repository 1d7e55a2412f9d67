"""The staff's pages: a shell that knows no feature."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from azukari.shells.staff.menu import Group, MenuEntry, register


class DeskConfig(AppConfig):
    name = "azukari.shells.staff"
    label = "desk"  # of its tables, which keep their names

    def ready(self) -> None:
        register(MenuEntry("console", _("Home"), "who", order=0, group=Group.HOME))
