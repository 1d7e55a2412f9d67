"""Addresses of page statistics, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.statistics import public

urlpatterns = [path("statistics", public.show, name="statistics")]
