"""Forms that a browser sends as somebody filled them in."""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client, override_settings

from azukari.core.forms.models import Submission
from azukari.core.mail.models import Message
from azukari.core.vault.models import SealedValue
from azukari.lib.instance import Limits

JA, EN = "/ja/forms/membership", "/en/forms/membership"


def stored() -> tuple[int, int, int]:
    return Submission.objects.count(), SealedValue.objects.count(), Message.objects.count()


def post(client: Client, path: str, data: dict, step: str = "check"):
    return client.post(
        path, urlencode({**data, "step": step}, doseq=True), content_type="application/x-www-form-urlencoded"
    )


def limits(**changed: int):
    return override_settings(AZUKARI=replace(settings.AZUKARI, limits=Limits(**changed)))
