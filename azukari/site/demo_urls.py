"""Addresses of the demonstration's own pages; the root list takes them in only for a demonstration."""

from django.urls import path

from azukari.site import demo, demo_pay

urlpatterns = [
    path("mail", demo.mails, name="demo-mails"),
    path("mail/<slug:name>", demo.mail, name="demo-mail"),
    path("mail/<slug:name>/page", demo.mail_page, name="demo-mail-page"),
    path("mail/<slug:name>/files/<int:number>", demo.mail_file, name="demo-mail-file"),
    path("pay/<uuid:reference>", demo_pay.pay, name="demo-pay"),
    path("staff", demo.staff, name="demo-staff"),
]
