"""Addresses of the style sheet and the logo, under ``/look/``."""

from django.urls import path

from azukari.appearance import views

urlpatterns = [
    path("<int:number>.css", views.stylesheet, name="look-stylesheet"),
    path("<int:number>/logo", views.logo, name="look-logo"),
]
