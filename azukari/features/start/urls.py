"""Addresses of the guide, below ``/console/``."""

from django.urls import path

from azukari.features.start import guide

urlpatterns = [path("start/", guide.show, name="console-start")]
