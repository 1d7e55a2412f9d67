"""Outgoing mail: a queue that holds no address."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "azukari.mail"
