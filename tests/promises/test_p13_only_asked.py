"""P13: nothing unnecessary is collected. What a form does not ask of somebody is not taken from them, nor demanded."""

from collections.abc import Mapping

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue

VOLUNTEER = {"name": "見本 花子", "email": "hanako@example.org"}


def send(client: Client, charter: Current, form: str, data: Mapping[str, object]) -> int:
    digest = notices(charter, charter.policy.forms[form])["ja"].digest
    body = {**data, "notice": digest, "lang": "ja"}
    answer = client.post(f"/api/v1/forms/{form}/submissions", body, content_type="application/json")
    return answer.status_code


def test_an_answer_to_a_question_that_was_not_put_is_stored_nowhere(client: Client, charter: Current):
    data = VOLUNTEER | {"activities": ["water"], "languages": "Ainu"}
    assert send(client, charter, "volunteers", data) == 422
    assert not SealedValue.objects.exists()
    assert send(client, charter, "volunteers", data | {"languages": ""}) == 202
    assert not SealedValue.objects.filter(field="languages").exists()


def test_whoever_is_old_enough_gives_no_guardians_address(client: Client, charter: Current):
    signer = {"name": "見本 花子", "email": "hanako@example.org", "of-age": "yes"}
    assert send(client, charter, "plastic-free-river", signer | {"guardian-email": "parent@example.org"}) == 422
    assert send(client, charter, "plastic-free-river", signer) == 202
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"name", "email"}


@pytest.mark.parametrize("id", ["birthdate", "birthday", "age", "of_age"])
def test_nobody_is_asked_for_a_date_of_birth(client: Client, charter: Current, id: str):
    signer = {"name": "見本 花子", "email": "hanako@example.org", "of-age": "yes", id: "2012-04-01"}
    assert send(client, charter, "plastic-free-river", signer) == 422
    assert not Submission.objects.exists()
