"""Addresses of webhooks at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.webhooks.desk import page

urlpatterns = [
    path("account/webhooks/", page.show, name="console-webhooks"),
    path("account/webhooks/make/", page.make_one, name="console-webhooks-make"),
    path("account/webhooks/<uuid:id>/remove/", page.remove_one, name="console-webhook-remove"),
    path("account/webhooks/<uuid:id>/again/", page.start_one_again, name="console-webhook-again"),
]
