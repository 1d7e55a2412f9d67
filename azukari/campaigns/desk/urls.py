"""Addresses of campaigns at the desk, below ``/console/``."""

from django.urls import path

from azukari.campaigns.desk import pages

urlpatterns = [
    path("campaigns/", pages.show_list, name="console-campaigns"),
    path("forms/<slug:slug>/campaign/", pages.edit, name="console-campaign"),
]
