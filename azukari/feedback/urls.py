"""Addresses of feedback, under ``/{ja|en}/``."""

from django.urls import path

from azukari.feedback import fetching, public_answers, useful
from azukari.feedback.satisfaction import helped_page

urlpatterns = [
    path("contact/answer", fetching.show, name="feedback-fetch"),
    path("contact/helped/<str:token>", helped_page, name="feedback-helped"),
    path("useful", useful.show, name="feedback-useful"),
    path("answers", public_answers.show, name="feedback-answers"),
]
