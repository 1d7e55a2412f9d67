"""Addresses below the root."""

from django.urls import path

from azukari.features.statistics import views

urlpatterns = [
    path("s.js", views.script, name="statistics-script"),
    path("s", views.beacon, name="statistics-beacon"),
]
