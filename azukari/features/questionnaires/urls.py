"""Addresses of questionnaires, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.questionnaires import listing, public, saved
from azukari.features.questionnaires.invited.page import invited

urlpatterns = [
    path("questionnaires/", listing.show_list, name="questionnaires"),
    path("questionnaires/invited/<str:token>", invited, name="questionnaire-invited"),
    path("questionnaires/saved/<str:token>", saved.go_on, name="questionnaire-saved"),
    path("questionnaires/saved/<str:token>/link", saved.link, name="questionnaire-saved-link"),
    path("questionnaires/saved/<str:token>/throw-away", saved.throw_away, name="questionnaire-saved-throw-away"),
    path("questionnaires/<slug:slug>", public.show, name="questionnaire"),
    path("questionnaires/<slug:slug>/thanks", public.thanks, name="questionnaire-thanks"),
]
