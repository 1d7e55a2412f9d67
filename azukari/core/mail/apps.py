"""Outgoing mail: a queue that holds no address."""

from importlib import import_module

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "azukari.core.mail"

    def ready(self) -> None:
        import_module("azukari.core.mail.hooks")
