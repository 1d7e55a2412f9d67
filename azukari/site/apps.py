"""The site: settings, root addresses, theme, error pages."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "azukari.site"
    label = "azukari_site"
    verbose_name = "Site"
