"""Requests of people: what they asked for, whose it is to answer, and until when."""

from importlib import import_module

from django.apps import AppConfig

from azukari.vault.holders import register


class CasesConfig(AppConfig):
    name = "azukari.cases"

    def ready(self) -> None:
        register(import_module("azukari.cases.holder").CaseHolder())
