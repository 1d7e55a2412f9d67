"""Addresses of what members paid, below ``/console/``."""

from django.urls import path

from azukari.members.desk import paying

urlpatterns = [
    path("people/<uuid:person_id>/payment/", paying.record, name="console-person-payment"),
    path("people/<uuid:person_id>/payment/<uuid:payment_id>/", paying.remove, name="console-person-payment-remove"),
]
