"""The address that the mails to contractors' staff lead to, below ``/{ja|en}/``."""

from django.urls import path

from azukari.features.training import lesson_page
from azukari.features.training.contractors import LINK

urlpatterns = [
    path(f"{LINK.path}/<str:token>", lesson_page.show, name="lesson"),
]
