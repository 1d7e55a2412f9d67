"""Addresses of one's own membership, under ``/{ja|en}/me``."""

from django.urls import path

from azukari.members import own

urlpatterns = [
    path("me/membership/<uuid:submission>/renew", own.renew, name="me-membership-renew"),
    path("me/membership/<uuid:submission>/invoice/<uuid:invoice>.pdf", own.invoice, name="me-membership-invoice"),
    path("me/membership/<uuid:submission>/receipt/<uuid:payment>.pdf", own.receipt, name="me-membership-receipt"),
]
