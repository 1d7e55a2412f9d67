"""Addresses of the theme and of embedding, below ``/console/``."""

from django.urls import path

from azukari.features.theme import embedding, page

urlpatterns = [
    path("theme/", page.edit, name="console-theme"),
    path("theme/back/", page.back, name="console-theme-back"),
    path("theme/sample.css", page.sample, name="console-theme-sample"),
    path("on-your-site/", embedding.show, name="console-embedding"),
    path("on-your-site/remove/", embedding.remove, name="console-embedding-remove"),
    path("on-your-site/<slug:slug>/", embedding.form, name="console-embedding-form"),
]
