"""Addresses of incidents at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.incidents.desk import acts, notice, page, wizard, writing

_ONE = "incidents/<uuid:incident_id>"

urlpatterns = [
    path("incidents/", page.show_all, name="console-incidents"),
    path("incidents/new/", wizard.new, name="console-incident-new"),
    path(f"{_ONE}/", page.show, name="console-incident"),
    path(f"{_ONE}/facts/", wizard.facts, name="console-incident-facts"),
    path(f"{_ONE}/report/", writing.report, name="console-incident-report"),
    path(f"{_ONE}/report/<slug:lang>.pdf", writing.paper_of, name="console-incident-paper"),
    path(f"{_ONE}/people/", writing.people, name="console-incident-people"),
    path(f"{_ONE}/notice/", notice.write, name="console-incident-notice"),
    path(f"{_ONE}/lesson/", writing.lesson, name="console-incident-lesson"),
    path(f"{_ONE}/done/<slug:duty>/", acts.done, name="console-incident-done"),
    path(f"{_ONE}/learnt/<uuid:lesson_id>/", acts.learnt, name="console-incident-learnt"),
    path(f"{_ONE}/close/", acts.close_it, name="console-incident-close"),
]
