"""Addresses of the policy page, below ``/{ja|en}/``."""

from django.urls import path

from azukari.core.policy_versions import views

urlpatterns = [
    path("privacy", views.privacy, name="privacy"),
    path("privacy/<int:number>", views.numbered, name="privacy-version"),
    path("privacy/versions", views.history, name="privacy-versions"),
]
