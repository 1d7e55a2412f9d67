"""Campaigns: signatures for a cause that ends on a day."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "azukari.campaigns"
