"""Addresses below the root, for machines."""

from django.urls import path

from azukari.core.payments import webhook

urlpatterns = [path("hooks/payments", webhook.receive, name="hooks-payments")]
