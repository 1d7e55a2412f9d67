"""Addresses of entry by hand, below ``/console/``."""

from django.urls import path

from azukari.features.entry import pages

urlpatterns = [
    path("enter/", pages.choose, name="console-entry"),
    path("forms/<slug:slug>/enter/", pages.enter, name="console-entry-form"),
]
