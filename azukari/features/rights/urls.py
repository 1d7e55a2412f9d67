"""Addresses of requests on the own page, under ``/{ja|en}/me``."""

from django.urls import path

from azukari.features.rights import own

urlpatterns = [
    path("me/request", own.ask, name="me-request"),
    path("me/request/<uuid:case>/back", own.withdraw, name="me-request-back"),
]
