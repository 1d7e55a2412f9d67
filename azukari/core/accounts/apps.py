"""Staff accounts, and allauth's sign-in machinery without its demand to run on every request."""

from importlib import import_module

from allauth.account.apps import AccountConfig
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "azukari.core.accounts"
    default = True

    def ready(self) -> None:
        import_module("azukari.core.accounts.watch")
        import_module("azukari.core.accounts.proving")


class SignInConfig(AccountConfig):
    """allauth insists on its middleware in ``settings.MIDDLEWARE``. Ours runs it under ``/console`` alone, so that a
    public page never meets a session; only that one check is left out here."""

    default = False

    def ready(self) -> None:
        import_module("allauth.account.checks")
