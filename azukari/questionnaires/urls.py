"""Addresses of questionnaires, under ``/{ja|en}/``."""

from django.urls import path

from azukari.questionnaires import public
from azukari.questionnaires.invited.page import invited

urlpatterns = [
    path("questionnaires/", public.show_list, name="questionnaires"),
    path("questionnaires/invited/<str:token>", invited, name="questionnaire-invited"),
    path("questionnaires/<slug:slug>", public.show, name="questionnaire"),
    path("questionnaires/<slug:slug>/thanks", public.thanks, name="questionnaire-thanks"),
]
