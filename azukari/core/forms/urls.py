"""The public forms, under /{ja|en}/."""

from django.urls import path

from azukari.core.forms import (
    confirming,
    done_pages,
    embedding,
    guardian_pages,
    listing,
    not_mine,
    pages,
    saved,
    waiting_page,
)
from azukari.core.forms.framing import framed

urlpatterns = [
    path("forms/", listing.show_list, name="forms"),
    path("forms/<slug:slug>", pages.form_page, name="form"),
    path("forms/<slug:slug>/sent", done_pages.sent, name="form-sent"),
    path("forms/<slug:slug>/arrived", done_pages.arrived, name="form-arrived"),
    path("waiting/<str:token>/sent", waiting_page.sent, name="form-waiting"),
    path("embed/waiting/<str:token>/sent", framed(waiting_page.sent), name="embedded-waiting"),
    path("saved/<str:token>", saved.form, name="saved-form"),
    path("saved/<str:token>/link", saved.link, name="saved-link"),
    path("saved/<str:token>/mailed", saved.mailed, name="saved-mailed"),
    path("saved/<str:token>/mail", saved.post, name="saved-mail"),
    path("saved/<str:token>/throw-away", saved.throw_away, name="saved-throw-away"),
    path("embed/saved/<str:token>/link", framed(saved.link), name="embedded-saved-link"),
    path("embed/saved/<str:token>/mailed", framed(saved.mailed), name="embedded-saved-mailed"),
    path("embed/saved/<str:token>/mail", framed(saved.post), name="embedded-saved-mail"),
    path("embed/saved/<str:token>/throw-away", framed(saved.throw_away), name="embedded-saved-throw-away"),
    path("embed/<slug:slug>", framed(pages.form_page), name="embedded-form"),
    path("embed/<slug:slug>/sent", framed(done_pages.sent), name="embedded-sent"),
    path("embed/<slug:slug>/arrived", framed(done_pages.arrived), name="embedded-arrived"),
    path("embed/<slug:slug>/done/<str:token>", framed(embedding.done), name="embedded-done"),
    path("embed/saved/<str:token>", framed(saved.form), name="embedded-saved-form"),
    path("forms/<slug:slug>/guardian/<slug:outcome>", guardian_pages.outcome, name="guardian-outcome"),
    path("guardian/<str:token>", guardian_pages.guardian_page, name="guardian"),
    path("confirm/<str:token>", confirming.confirm_page, name="confirm"),
    path("not-me/<str:token>", not_mine.not_mine_page, name="not-mine"),
    path("receipt/<str:token>.json", confirming.receipt_file, name="receipt-file"),
    path("receipt/<str:token>.pdf", confirming.receipt_paper, name="receipt-paper"),
    path("receipt/<str:token>", confirming.receipt_page, name="receipt"),
]
