"""Addresses of replies and their templates, below ``/console/``."""

from django.urls import path

from azukari.desks.writing import reply, reply_templates

urlpatterns = [
    path("forms/<slug:slug>/replies/", reply_templates.show, name="console-reply-templates"),
    path("forms/<slug:slug>/replies/new/", reply_templates.new, name="console-reply-template-new"),
    path("forms/<slug:slug>/replies/<uuid:template_id>/", reply_templates.edit, name="console-reply-template"),
    path("forms/<slug:slug>/<uuid:id>/reply/", reply.write, name="console-submission-reply"),
]
