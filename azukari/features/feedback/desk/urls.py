"""Addresses of feedback at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.feedback.desk import answers, inbox, tags, texts, useful

urlpatterns = [
    path("feedback/", inbox.show, name="console-feedback"),
    path("forms/<slug:slug>/tags/", tags.show, name="console-tags"),
    path("forms/<slug:slug>/tags/<uuid:tag>/", tags.show_messages, name="console-tagged"),
    path("forms/<slug:slug>/<uuid:id>/tags/", tags.choose, name="console-message-tags"),
    path("forms/<slug:slug>/texts/", texts.show_list, name="console-texts"),
    path("forms/<slug:slug>/<uuid:id>/text/", texts.review, name="console-message-text"),
    path("forms/<slug:slug>/useful/", useful.show, name="console-useful"),
    path("forms/<slug:slug>/answers/", answers.show_list, name="console-answers"),
    path("forms/<slug:slug>/answers/new/", answers.write, name="console-answer-new"),
    path("forms/<slug:slug>/answers/<uuid:answer>/", answers.write, name="console-answer"),
]
