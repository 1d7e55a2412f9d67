"""The site: settings, root addresses, theme, error pages."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "azukari.site"
    label = "azukari_site"
    verbose_name = "Site"

    def ready(self) -> None:
        import_module("azukari.core.backup.events")  # which is no app of its own
        import_module("azukari.shells.worker.events")  # likewise
        import_module("azukari.shells.worker.controls")  # registers those of the core
        import_module("azukari.shells.worker.sweeps")  # likewise
        install = import_module("azukari.slice").install
        for slice in import_module("azukari.site.slices").slices():
            install(slice)
