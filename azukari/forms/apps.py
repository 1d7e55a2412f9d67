"""The one door in."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FormsConfig(AppConfig):
    """Collects the six kinds of form: each feature registers its own in a module called ``form_kind``."""

    name = "azukari.forms"

    def ready(self) -> None:
        import_module("azukari.forms.sockets")
        autodiscover_modules("form_kind")
