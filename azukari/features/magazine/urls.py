"""Addresses of the magazine, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.magazine import archive, exits, own, pictures

urlpatterns = [
    path("magazine/", archive.show_lists, name="magazine"),
    path("magazine/leave/<str:token>", exits.leaving, name="magazine-leave"),
    path("magazine/wishes/<str:token>", exits.wishing, name="magazine-wishes"),
    path("magazine/picture/<uuid:picture>", pictures.show, name="magazine-picture"),
    path("magazine/<slug:slug>/", archive.show_list, name="magazine-list"),
    path("magazine/<slug:slug>/search", archive.search_list, name="magazine-search"),
    path("magazine/<slug:slug>/feed.atom", archive.feed, name="magazine-feed"),
    path("magazine/<slug:slug>/<int:number>", archive.show_issue, name="magazine-issue"),
    path("me/magazine/<slug:slug>", own.change, name="me-magazine"),
]
