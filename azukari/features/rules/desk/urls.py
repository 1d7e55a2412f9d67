"""Addresses of rule packs and records at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.rules.desk import pages, processing

urlpatterns = [
    path("rules/", pages.show_all, name="console-rules"),
    path("rules/processing/", processing.show, name="console-processing"),
    path("rules/processing.pdf", processing.as_pdf, name="console-processing-pdf"),
    path("rules/oscal/<slug:document>.json", pages.oscal, name="console-oscal"),
    path("rules/<slug:pack>/", pages.show, name="console-rule-pack"),
]
