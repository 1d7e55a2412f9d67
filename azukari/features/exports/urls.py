"""Addresses of taking lists out, below ``/console/export/``."""

from django.urls import path

from azukari.features.exports import begin, pages

urlpatterns = [
    path("export/", pages.mine, name="console-exports"),
    path("export/people/", begin.of_people, name="console-export-people"),
    path("export/forms/<slug:slug>/", begin.of_form, name="console-export-form"),
    path("export/<uuid:id>/", pages.show, name="console-export"),
    path("export/<uuid:id>/file/", pages.file, name="console-export-file"),
    path("export/<uuid:id>/erase/", pages.erase, name="console-export-erase"),
]
