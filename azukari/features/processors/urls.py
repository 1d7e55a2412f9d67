"""The addresses that the mails to contractors lead to, below ``/{ja|en}/``."""

from django.urls import path

from azukari.features.processors import pages
from azukari.features.processors.link import LINK

urlpatterns = [
    path(f"{LINK.path}/<str:token>", pages.show, name="contractor"),
]
