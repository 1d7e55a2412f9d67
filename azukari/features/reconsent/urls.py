"""The addresses that the mails of a round lead to, below ``/{ja|en}/``."""

from django.urls import path

from azukari.features.reconsent import own, pages

urlpatterns = [
    path("me/question", own.show, name="me-question"),
    path("agree/<str:token>", pages.question, name="agree"),
    path("agree/<str:token>/receipt.json", pages.receipt, name="agree-receipt"),
]
