"""Feedback: what people write to the organisation, and what it answers."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "azukari.feedback"
