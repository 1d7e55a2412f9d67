"""Addresses of training, below ``/console/``."""

from django.urls import path

from azukari.features.training.desk import contractors, mine, overview

urlpatterns = [
    path("training/", mine.show, name="console-training"),
    path("training/lesson/<slug:lesson>/", mine.lesson, name="console-training-lesson"),
    path("training/certificate/", mine.certificate_page, name="console-training-certificate"),
    path("training/certificate/file/", mine.certificate_file, name="console-training-certificate-file"),
    path("training/contractors/", contractors.show, name="console-training-contractors"),
    path("training/contractors/invite/", contractors.invite, name="console-training-invite"),
    path("training/staff/", overview.show, name="console-training-staff"),
    path("training/staff/<uuid:reference>/", overview.withdraw_of, name="console-training-withdraw"),
]
