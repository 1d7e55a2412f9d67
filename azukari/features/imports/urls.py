"""Addresses of importing, below ``/console/import/``."""

from django.urls import path

from azukari.features.imports import one, uploading

urlpatterns = [
    path("import/", uploading.show, name="console-import"),
    path("import/<uuid:id>/", one.show, name="console-import-order"),
    path("import/<uuid:id>/begin/", one.begin, name="console-import-begin"),
    path("import/<uuid:id>/change/", one.again, name="console-import-change"),
    path("import/<uuid:id>/stop/", one.stop, name="console-import-stop"),
    path("import/<uuid:id>/report.csv", one.report, name="console-import-report"),
]
