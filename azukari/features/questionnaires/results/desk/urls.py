"""Addresses of results at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.questionnaires.results.desk import (
    countries,
    crossed,
    export,
    listing,
    page,
    publication,
    texts,
    trend,
    weights,
)

urlpatterns = [
    path("results/", listing.show_list, name="console-results"),
    path("results/<slug:slug>/", page.show, name="console-results-page"),
    path("results/<slug:slug>/publication/", publication.edit, name="console-results-publication"),
    path("results/<slug:slug>/trend/", trend.show, name="console-results-trend"),
    path("results/<slug:slug>/countries/", countries.show, name="console-results-countries"),
    path("results/<slug:slug>/crossed/", crossed.show, name="console-results-crossed"),
    path("results/<slug:slug>/weights/", weights.show, name="console-results-weights"),
    path("results/<slug:slug>/weights/<str:question>/", weights.edit, name="console-results-target"),
    path("results/<slug:slug>/export/", export.show, name="console-results-export"),
    path("results/<slug:slug>/texts/<str:question>/", texts.show, name="console-results-texts"),
    path("results/<slug:slug>/texts/<str:question>/<uuid:answers_id>/", texts.tag, name="console-results-tag"),
]
