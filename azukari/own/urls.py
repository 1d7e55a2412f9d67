"""Addresses of the own page, under ``/{ja|en}/me``."""

from django.urls import path

from azukari.own.views import (
    add,
    address,
    archive,
    certificate,
    correct,
    disclosure_consent,
    do_not_contact,
    ending,
    erase,
    merge,
    overview,
    proof,
    sign_in,
    withdraw,
)

urlpatterns = [
    path("me", sign_in.door, name="me"),
    path("me/enter/<str:token>", sign_in.enter, name="me-enter"),
    path("me/leave", sign_in.leave, name="me-leave"),
    path("me/notice/<uuid:submission>", overview.notice, name="me-notice"),
    path("me/proof/<uuid:entry>", proof.show, name="me-proof"),
    path("me/registration/<uuid:submission>/add", add.registration, name="me-add"),
    path("me/value/<uuid:value>", correct.value, name="me-value"),
    path("me/address/forget", address.forget, name="me-address-forget"),
    path("me/address/kept", address.kept, name="me-address-kept"),
    path("me/address/keep/<str:token>", address.keep, name="me-address-keep"),
    path("me/address/<str:token>", address.confirm, name="me-address"),
    path("me/withdraw/<slug:purpose>", withdraw.consent, name="me-withdraw"),
    path("me/end/<uuid:submission>", ending.end, name="me-end"),
    path("me/passing/<slug:recipient>/<slug:purpose>", disclosure_consent.decide, name="me-passing"),
    path("me/archive", archive.page, name="me-archive"),
    path("me/archive.json", archive.file, name="me-archive-file"),
    path("me/archive.pdf", archive.document, name="me-archive-pdf"),
    path("me/archive.schema.json", archive.schema, name="me-archive-schema"),
    path("me/merge/<str:token>", merge.answer, name="me-merge"),
    path("me/part/<uuid:merge>", merge.undo, name="me-part"),
    path("me/quiet", do_not_contact.page, name="me-quiet"),
    path("me/erase", erase.everything, name="me-erase"),
    path("me/erase/<slug:purpose>", erase.purpose, name="me-erase-purpose"),
    path("me/certificate/<str:token>.json", certificate.file, name="me-certificate-file"),
    path("me/certificate/<str:token>", certificate.page, name="me-certificate"),
]
