"""Addresses of the rounds in which people are asked again, below ``/console/``."""

from django.urls import path

from azukari.features.reconsent.desk import rounds

urlpatterns = [
    path("policy/rounds/", rounds.show, name="console-policy-rounds"),
    path("policy/rounds/<int:charter>/end/", rounds.end_it, name="console-policy-round-end"),
]
