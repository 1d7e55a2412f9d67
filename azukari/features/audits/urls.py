"""Public addresses of assurance, below ``/{ja|en}/``."""

from django.urls import path

from azukari.features.audits import public

urlpatterns = [
    path("promises", public.page, name="promises"),
    path("promises.json", public.as_json, name="promises-json"),
    path("promises.svg", public.badge, name="promises-badge"),
    path("improvements", public.improvements, name="improvements"),
]
