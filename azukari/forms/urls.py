"""The public forms, under /{ja|en}/."""

from django.urls import path

from azukari.forms import confirming, pages

urlpatterns = [
    path("forms/", pages.show_list, name="forms"),
    path("forms/<slug:slug>", pages.form_page, name="form"),
    path("forms/<slug:slug>/sent", pages.sent, name="form-sent"),
    path("confirm/<str:token>", confirming.confirm_page, name="confirm"),
    path("receipt/<str:token>.json", confirming.receipt_file, name="receipt-file"),
    path("receipt/<str:token>", confirming.receipt_page, name="receipt"),
]
