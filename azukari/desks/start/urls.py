"""Addresses of the guide, below ``/console/``."""

from django.urls import path

from azukari.desks.start import guide

urlpatterns = [path("start/", guide.show, name="console-start")]
