"""The addresses that the mails to contractors lead to, below ``/{ja|en}/``."""

from django.urls import path

from azukari.supervision import pages
from azukari.supervision.link import PATH

urlpatterns = [
    path(f"{PATH}/<str:token>", pages.show, name="contractor"),
]
