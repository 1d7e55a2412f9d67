"""Questionnaires: answers that become figures."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "azukari.questionnaires"
