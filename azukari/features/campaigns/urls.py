"""Addresses of campaigns, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.campaigns import front, leaving, names, pictures, public

urlpatterns = [
    path("campaigns/", public.show_list, name="campaigns"),
    path("campaigns/leave/<str:token>", leaving.leaving, name="campaigns-leave"),
    path("campaigns/picture/<uuid:picture>", pictures.show, name="campaign-picture"),
    path("campaigns/picture/<uuid:picture>/<int:width>.webp", front.picture, name="campaign-picture-width"),
    path("campaigns/<slug:slug>", public.show, name="campaign"),
    path("campaigns/<slug:slug>/box", public.show_box, name="campaign-box"),
    path("campaigns/<slug:slug>/names", names.show, name="campaign-names"),
]
