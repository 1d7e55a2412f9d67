"""Addresses of the magazine at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.magazine.desk import editor, issue, listing, progress, templates, upload

_ISSUE = "magazine/<slug:slug>/<uuid:issue_id>"

urlpatterns = [
    path("magazine/", listing.show_lists, name="console-magazine"),
    path("magazine/<slug:slug>/", listing.show, name="console-magazine-list"),
    path("magazine/<slug:slug>/new/", listing.new, name="console-magazine-new"),
    path("magazine/<slug:slug>/settings/", listing.settings, name="console-magazine-settings"),
    path("magazine/<slug:slug>/growth/", listing.growth, name="console-magazine-growth"),
    path("magazine/<slug:slug>/templates/", templates.show, name="console-magazine-templates"),
    path(
        "magazine/<slug:slug>/templates/<uuid:template_id>/delete/",
        templates.remove,
        name="console-magazine-template-delete",
    ),
    path(f"{_ISSUE}/template/", templates.keep, name="console-magazine-template"),
    path(f"{_ISSUE}/", issue.show, name="console-magazine-issue"),
    path(f"{_ISSUE}/edit/", editor.edit, name="console-magazine-edit"),
    path(f"{_ISSUE}/preview/<slug:lang>/", editor.preview, name="console-magazine-preview"),
    path(f"{_ISSUE}/text/<slug:lang>/", editor.text_part, name="console-magazine-text"),
    path(f"{_ISSUE}/picture/", upload.picture, name="console-magazine-picture"),
    path(f"{_ISSUE}/who/", progress.who, name="console-magazine-who"),
    path(f"{_ISSUE}/score/", issue.score, name="console-magazine-score"),
    path(f"{_ISSUE}/throw-away/", issue.throw_away, name="console-magazine-throw-away"),
    path(f"{_ISSUE}/act/<slug:step>/", issue.act, name="console-magazine-act"),
]
