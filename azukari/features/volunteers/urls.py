"""Addresses of openings and of one's own shifts, under ``/{ja|en}/``."""

from django.urls import path

from azukari.features.volunteers import certificate, feed, own, public

urlpatterns = [
    path("volunteers/", public.show_list, name="openings"),
    path("volunteers/<uuid:opening>", public.show, name="opening"),
    path("shifts/<str:token>.ics", feed.feed, name="shift-feed"),
    path("me/shifts", own.page, name="me-shifts"),
    path("me/shifts/calendar", own.calendar_link, name="me-shifts-calendar"),
    path("me/shifts/certificate.pdf", certificate.show, name="me-shifts-certificate"),
    path("me/shifts/<uuid:shift>/take", own.take_one, name="me-shift-take"),
    path("me/shifts/<uuid:shift>/cancel", own.cancel_one, name="me-shift-cancel"),
    path("me/shifts/<uuid:shift>/cover", own.cover, name="me-shift-cover"),
]
