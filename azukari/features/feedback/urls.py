"""Addresses of feedback, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.feedback import fetching, public_answers, useful
from azukari.features.feedback.satisfaction import helped_page

urlpatterns = [
    path("contact/answer", fetching.show, name="feedback-fetch"),
    path("contact/helped/<str:token>", helped_page, name="feedback-helped"),
    path("useful", useful.show, name="feedback-useful"),
    path("answers", public_answers.show, name="feedback-answers"),
]
