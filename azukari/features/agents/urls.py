"""Addresses of what agents ask, for the people whom they name."""

from django.urls import path

from azukari.features.agents import own

urlpatterns = [
    path("me/agent/<str:token>", own.answer, name="me-agent"),
    path("agents/<uuid:request_id>", own.look_into_mail, name="agent-mail"),
]
