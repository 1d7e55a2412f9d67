"""Addresses of the policy's editor, below ``/console/policy/``."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import get_converters

from azukari.console.editor import page, preview, publishing, reconsent, views


class Clause:
    """A place in the document."""

    regex = r"[a-z][a-z0-9_.-]*"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


if "clause" not in get_converters():
    register_converter(Clause, "clause")

urlpatterns: list[URLPattern] = [
    path("", views.show, name="console-policy"),
    path("begin/", views.begin, name="console-policy-begin"),
    path("policy.yaml", views.file, name="console-policy-file"),
    path("close/", views.close, name="console-policy-close"),
    path("changes/", publishing.changes, name="console-policy-changes"),
    path("compare/", publishing.compare, name="console-policy-compare"),
    path("propose/", publishing.propose, name="console-policy-propose"),
    path("approve/", publishing.approve, name="console-policy-approve"),
    path("publish/", publishing.publish, name="console-policy-publish"),
    path("call-off/", publishing.call_it_off, name="console-policy-call-off"),
    path("rounds/", reconsent.show, name="console-policy-rounds"),
    path("rounds/<int:charter>/end/", reconsent.end_it, name="console-policy-round-end"),
    path("preview/<slug:slug>/", preview.show, name="console-policy-preview"),
    path("at/<clause:clause>/", page.show, name="console-policy-page"),
]
