"""Addresses of taking lists out, below ``/console/export/``."""

from django.urls import path

from azukari.console.exporting import begin, pages

urlpatterns = [
    path("", pages.mine, name="console-exports"),
    path("people/", begin.of_people, name="console-export-people"),
    path("forms/<slug:slug>/", begin.of_form, name="console-export-form"),
    path("<uuid:id>/", pages.show, name="console-export"),
    path("<uuid:id>/file/", pages.file, name="console-export-file"),
    path("<uuid:id>/erase/", pages.erase, name="console-export-erase"),
]
