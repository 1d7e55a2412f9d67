"""Addresses of the style sheet and the logo, under ``/theme/``."""

from django.urls import path

from azukari.core.appearance import views

urlpatterns = [
    path("<int:number>.css", views.stylesheet, name="theme-stylesheet"),
    path("<int:number>/logo", views.logo, name="theme-logo"),
]
