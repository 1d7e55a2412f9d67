"""Addresses of importing, below ``/console/import/``."""

from django.urls import path

from azukari.console.importing import one, uploading

urlpatterns = [
    path("", uploading.show, name="console-import"),
    path("<uuid:id>/", one.show, name="console-import-order"),
    path("<uuid:id>/begin/", one.begin, name="console-import-begin"),
    path("<uuid:id>/change/", one.again, name="console-import-change"),
    path("<uuid:id>/stop/", one.stop, name="console-import-stop"),
    path("<uuid:id>/report.csv", one.report, name="console-import-report"),
]
