"""Addresses of the policy's editor, below ``/console/policy/``."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter, get_converters

from azukari.features.policy import page, preview, publishing, questions, views


class Clause(StringConverter):
    """A place in the document."""

    regex = r"[a-z][a-z0-9_.-]*"


if "clause" not in get_converters():
    register_converter(Clause, "clause")

urlpatterns: list[URLPattern] = [
    path("policy/", views.show, name="console-policy"),
    path("policy/begin/", views.begin, name="console-policy-begin"),
    path("policy/questions/", questions.show, name="console-policy-questions"),
    path("policy/policy.yaml", views.file, name="console-policy-file"),
    path("policy/close/", views.close, name="console-policy-close"),
    path("policy/changes/", publishing.changes, name="console-policy-changes"),
    path("policy/compare/", publishing.compare, name="console-policy-compare"),
    path("policy/propose/", publishing.propose, name="console-policy-propose"),
    path("policy/approve/", publishing.approve, name="console-policy-approve"),
    path("policy/publish/", publishing.publish, name="console-policy-publish"),
    path("policy/call-off/", publishing.call_it_off, name="console-policy-call-off"),
    path("policy/preview/<slug:slug>/", preview.show, name="console-policy-preview"),
    path("policy/at/<clause:clause>/", page.show, name="console-policy-page"),
]
