"""Addresses of replies and their templates, below ``/console/``."""

from django.urls import path

from azukari.features.writing import list_pages, reply, reply_templates

urlpatterns = [
    path("people/write/", list_pages.write, name="console-list-write"),
    path("people/letters/<uuid:mailing_id>/", list_pages.show, name="console-list-letter"),
    path("people/letters/<uuid:mailing_id>/steer/", list_pages.steer, name="console-list-letter-steer"),
    path("forms/<slug:slug>/replies/", reply_templates.show, name="console-reply-templates"),
    path("forms/<slug:slug>/replies/new/", reply_templates.new, name="console-reply-template-new"),
    path("forms/<slug:slug>/replies/<uuid:template_id>/", reply_templates.edit, name="console-reply-template"),
    path("forms/<slug:slug>/<uuid:id>/reply/", reply.write, name="console-submission-reply"),
    path("forms/<slug:slug>/<uuid:id>/note/", reply.note, name="console-submission-note"),
]
