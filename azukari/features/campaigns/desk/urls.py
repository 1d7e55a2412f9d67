"""Addresses of campaigns at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.campaigns.desk import checks, handing, news, pages, pictures

urlpatterns = [
    path("campaigns/", pages.show_list, name="console-campaigns"),
    path("forms/<slug:slug>/campaign/", pages.edit, name="console-campaign"),
    path("forms/<slug:slug>/campaign/picture/", pictures.put, name="console-campaign-picture"),
    path("forms/<slug:slug>/campaign/picture/off/", pictures.take_off, name="console-campaign-picture-off"),
    path("forms/<slug:slug>/campaign/news/", news.write, name="console-campaign-news"),
    path("forms/<slug:slug>/campaign/checks/", checks.show, name="console-campaign-checks"),
    path("forms/<slug:slug>/campaign/checks/look/", checks.look, name="console-campaign-look"),
    path("forms/<slug:slug>/campaign/checks/remove/", checks.take_out, name="console-campaign-remove"),
    path("forms/<slug:slug>/campaign/checks/<uuid:removal>/back/", checks.put_back, name="console-campaign-back"),
    path("forms/<slug:slug>/campaign/handing/", handing.show, name="console-campaign-handing"),
]
