"""P03: electronic forms are the only way in. Every value knows its submission, form version and notice."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from tests.cast import Known


def test_every_value_knows_the_form_and_the_notice_it_came_by(hanako: Known, amelia: Known) -> None:
    assert SealedValue.objects.exists()
    for value in SealedValue.objects.all():
        submission = Submission.objects.select_related("notice", "charter").get(id=value.submission_id)
        assert submission.notice.form == submission.form
        assert submission.notice.charter_id == submission.charter_id
        assert value.person_id == submission.person_id


@pytest.mark.parametrize("path", ["", "submissions", "people", "values", "forms", "forms/membership"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_has_no_other_door(client: Client, charter: Current, path: str, method: str) -> None:
    sent = json.dumps({"name": "ことば", "email": "someone@example.org"})
    response = getattr(client, method)(f"/api/v1/{path}", sent, content_type="application/json")
    assert response.status_code in {404, 405}
    assert not SealedValue.objects.exists()


def test_a_submission_without_a_notice_cannot_be_written(hanako: Known) -> None:
    columns = [str(field.column) for field in Submission._meta.concrete_fields]
    names = ", ".join(column for column in columns if column not in {"id", "notice_id"})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO forms_submission (id, notice_id, {names}) "
            f"SELECT %s, NULL, {names} FROM forms_submission LIMIT 1",
            ["0" * 32],
        )
