"""The public forms, under /{ja|en}/."""

from django.urls import path

from azukari.forms import after, confirming, embedding, pages
from azukari.forms.framing import framed

urlpatterns = [
    path("forms/", pages.show_list, name="forms"),
    path("forms/<slug:slug>", pages.form_page, name="form"),
    path("forms/<slug:slug>/sent", after.sent, name="form-sent"),
    path("forms/<slug:slug>/arrived", after.arrived, name="form-arrived"),
    path("embed/<slug:slug>", framed(pages.form_page), name="embedded-form"),
    path("embed/<slug:slug>/sent", framed(after.sent), name="embedded-sent"),
    path("embed/<slug:slug>/arrived", framed(after.arrived), name="embedded-arrived"),
    path("embed/<slug:slug>/done/<str:token>", framed(embedding.done), name="embedded-done"),
    path("confirm/<str:token>", confirming.confirm_page, name="confirm"),
    path("receipt/<str:token>.json", confirming.receipt_file, name="receipt-file"),
    path("receipt/<str:token>", confirming.receipt_page, name="receipt"),
]
