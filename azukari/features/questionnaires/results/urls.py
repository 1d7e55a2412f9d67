"""Addresses of published results, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.questionnaires.results import public, public_countries

urlpatterns = [
    path("questionnaires/<slug:slug>/results", public.show, name="questionnaire-results"),
    path("questionnaires/<slug:slug>/results/countries", public_countries.show, name="questionnaire-countries"),
    path("questionnaires/<slug:slug>/results/<int:number>", public.show, name="questionnaire-results-version"),
    path("questionnaires/<slug:slug>/results/<int:number>/report.pdf", public.report, name="questionnaire-report"),
    path("questionnaires/<slug:slug>/results/<str:table>.svg", public.chart, name="questionnaire-chart"),
]
