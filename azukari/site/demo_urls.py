"""Addresses of the demonstration's own pages; the root list takes them in only for a demonstration."""

from django.urls import path

from azukari.site import demo

urlpatterns = [
    path("mail", demo.mails, name="demo-mails"),
    path("mail/<slug:name>", demo.mail, name="demo-mail"),
    path("staff", demo.staff, name="demo-staff"),
]
