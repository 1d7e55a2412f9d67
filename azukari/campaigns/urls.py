"""Addresses of campaigns, under ``/{ja|en}/``."""

from django.urls import path

from azukari.campaigns import public

urlpatterns = [
    path("campaigns/", public.show_list, name="campaigns"),
    path("campaigns/<slug:slug>", public.show, name="campaign"),
]
