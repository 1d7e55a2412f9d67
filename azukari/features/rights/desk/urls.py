"""Addresses of the desk, under /console/rights/."""

from django.urls import path

from azukari.features.rights.desk import as_request, case, desk, intake, letter

urlpatterns = [
    path("forms/<slug:slug>/<uuid:id>/request/", as_request.make, name="console-submission-request"),
    path("rights/", desk.show, name="console-rights"),
    path("rights/new/", intake.take_in, name="console-rights-new"),
    path("rights/<uuid:case_id>/", case.show, name="console-rights-case"),
    path("rights/<uuid:case_id>/letter/", letter.show, name="console-rights-letter"),
    path("rights/<uuid:case_id>/file/", letter.hand_over, name="console-rights-file"),
    path("rights/<uuid:case_id>/<slug:act>/", case.act, name="console-rights-act"),
]
