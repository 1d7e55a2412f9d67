"""Published policies."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "azukari.core.policy_versions"
    label = "charter"  # of its tables, which keep their names
