"""Addresses under ``/ledger/``. A level is spelled one way only, as the specification wants it."""

from django.urls import path, re_path

from azukari.core.ledger import views

urlpatterns = [
    path("", views.about, name="ledger"),
    path("checkpoint", views.checkpoint, name="ledger-checkpoint"),
    path("checkpoint/witnessed", views.witnessed, name="ledger-witnessed"),
    path("key", views.key, name="ledger-key"),
    path("handovers", views.handovers, name="ledger-handovers"),
    path("opened/<int:size>", views.opened, name="ledger-opened"),
    path("cosignature", views.cosignature, name="ledger-cosignature"),
    re_path(r"^tile/entries/(?P<path>[x0-9./p]+)$", views.entries, name="ledger-entries"),
    re_path(r"^tile/(?P<level>0|[1-9][0-9]?)/(?P<path>[x0-9./p]+)$", views.tile, name="ledger-tile"),
]
