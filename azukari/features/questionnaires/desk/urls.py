"""Addresses of the desk of questionnaires, below ``/console/``."""

from django.urls import path

from azukari.features.questionnaires.desk import (
    countries,
    files,
    inviting,
    pages,
    publishing,
    questions,
    settings,
    sharing,
    trial,
)

urlpatterns = [
    path("questionnaires/", pages.show_list, name="console-questionnaires"),
    path("questionnaires/new/", pages.new, name="console-questionnaire-new"),
    path("questionnaires/<slug:poll>/", pages.show, name="console-questionnaire"),
    path("questionnaires/<slug:poll>/settings/", settings.settings, name="console-questionnaire-settings"),
    path("questionnaires/<slug:poll>/publish/", publishing.publish_it, name="console-questionnaire-publish"),
    path("questionnaires/<slug:poll>/close/", publishing.close_it, name="console-questionnaire-close"),
    path("questionnaires/<slug:poll>/delete/", publishing.delete_it, name="console-questionnaire-delete"),
    path("questionnaires/<slug:poll>/invite/", inviting.invite_them, name="console-questionnaire-invite"),
    path("questionnaires/<slug:poll>/trial/", trial.try_out, name="console-questionnaire-trial"),
    path("questionnaires/<slug:poll>/file/<slug:format>/", files.send, name="console-questionnaire-file"),
    path("questionnaires/<slug:poll>/country/", countries.new, name="console-questionnaire-country"),
    path("questionnaires/<slug:poll>/qr/<slug:code>/", sharing.picture, name="console-questionnaire-qr"),
    path("questionnaires/<slug:poll>/formats/", files.show_formats, name="console-questionnaire-formats"),
    path("questionnaires/<slug:poll>/import/", files.take_in, name="console-questionnaire-import"),
    path("questionnaires/<slug:poll>/pages/<slug:page>/", questions.page, name="console-questionnaire-page"),
    path(
        "questionnaires/<slug:poll>/pages/<slug:page>/remove/",
        questions.remove_page,
        name="console-questionnaire-page-remove",
    ),
    path(
        "questionnaires/<slug:poll>/questions/<slug:question>/", questions.edit, name="console-questionnaire-question"
    ),
    path(
        "questionnaires/<slug:poll>/questions/<slug:question>/change/",
        questions.change,
        name="console-questionnaire-change",
    ),
]
