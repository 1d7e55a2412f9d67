"""Requests of people: what they asked for, whose it is to answer, and until when."""

from importlib import import_module

from django.apps import AppConfig

from azukari.core.vault.holders import register


class CasesConfig(AppConfig):
    name = "azukari.core.cases"

    def ready(self) -> None:
        register(import_module("azukari.core.cases.holder").CaseHolder())
