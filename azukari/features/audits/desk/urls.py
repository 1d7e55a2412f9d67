"""Addresses of controls, findings, audits and reviews, below ``/console/``."""

from django.urls import path

from azukari.features.audits.desk import audits, controls, findings, improvements, reviews

urlpatterns = [
    path("controls/", controls.show, name="console-controls"),
    path("controls/evidence/<uuid:id>/", controls.evidence, name="console-evidence"),
    path("controls/<slug:name>/", controls.one, name="console-control"),
    path("controls/<slug:name>/test/", controls.test, name="console-control-test"),
    path("controls/<slug:name>/look/", controls.attest, name="console-control-attest"),
    path("findings/", findings.show, name="console-findings"),
    path("findings/<uuid:id>/", findings.one, name="console-finding"),
    path("findings/<uuid:id>/plan/", findings.plan, name="console-finding-plan"),
    path("findings/<uuid:id>/mended/", findings.mended, name="console-finding-mended"),
    path("findings/<uuid:id>/test/", findings.retest, name="console-finding-retest"),
    path("findings/<uuid:id>/judge/", findings.judge, name="console-finding-judge"),
    path("audits/", audits.show, name="console-audits"),
    path("audits/plan/", audits.plan, name="console-audits-plan"),
    path("audits/<uuid:id>/", audits.one, name="console-audit"),
    path("audits/<uuid:id>/begin/", audits.begin, name="console-audit-begin"),
    path("audits/<uuid:id>/proof/<uuid:entry>/", audits.proof, name="console-audit-proof"),
    path("management-review/", reviews.show, name="console-management-reviews"),
    path("management-review/decisions/<uuid:id>/", reviews.done, name="console-decision-done"),
    path("management-review/<int:year>/", reviews.hold, name="console-management-review"),
    path("management-review/<int:year>/decide/", reviews.decide, name="console-decision-new"),
    path("management-review/<int:year>/<slug:lang>/", reviews.document, name="console-management-review-file"),
    path("change-log/", improvements.show, name="console-improvements"),
    path("change-log/new/", improvements.new, name="console-improvement-new"),
    path("change-log/new/<uuid:finding_id>/", improvements.new, name="console-improvement-of"),
]
