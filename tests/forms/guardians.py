"""A child's registration and the consent of whoever answers for the child."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core import mail
from django.test import Client
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current

FORM = "plastic-free-river"
YOUNG, PARENT = "young@example.org", "parent@example.org"
DATA = {"name": "見本 若葉", "email": YOUNG, "of-age": "no", "guardian-email": PARENT}


def post(client: Client, path: str, data: dict[str, str]) -> Any:
    """As a browser sends a form."""
    return client.post(path, urlencode(data), content_type="application/x-www-form-urlencoded")


def register(client: Client, charter: Current, data: Mapping[str, object] = DATA, lang: str = "en") -> Submission:
    """Through the API."""
    digest = notices(charter, charter.policy.forms[FORM])[lang].digest
    body = {**data, "notice": digest, "lang": lang}
    answer = client.post(f"/api/v1/forms/{FORM}/submissions", body, content_type="application/json")
    assert answer.status_code == 202, answer.content
    return Submission.objects.get(id=answer.json()["id"])


def deliver() -> list[Any]:
    """Send what is due; returns the new mails."""
    before = len(mail.outbox)
    send_due(timezone.now())
    return mail.outbox[before:]


def link_in(letter: Any) -> str:
    found = re.search(r"http://localhost(/\S+)", str(letter.body))
    assert found
    return found.group(1)


def confirmed(client: Client) -> str:
    """The person confirms; returns the path of the guardian's link."""
    [letter] = deliver()
    assert letter.to == [YOUNG]
    answer = post(client, link_in(letter), {})
    assert answer.headers["Location"].endswith(f"/forms/{FORM}/guardian/asked")
    assert "We have asked your parent or guardian" in client.get(answer.headers["Location"]).content.decode()
    [asked] = deliver()
    assert asked.to == [PARENT]
    return link_in(asked)
