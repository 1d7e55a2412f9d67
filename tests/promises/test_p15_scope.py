"""P15: exactly what a form asks comes in. An extra birthdate, by page or by API, is refused and is nowhere after."""

import json
import logging
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.policy.asking import conditions
from azukari.policy.minors import OF_AGE
from azukari.policy.terms import Category, Form

MARKER = "Quixotry-19900101"


def _answers(form: Form) -> dict[str, str]:
    texts = {Category.EMAIL: "someone@example.org", Category.PHONE: "03-0000-0000", Category.FAX: "03-0000-0000"}
    answers = {OF_AGE: "yes"} if form.minors else {}
    for field in form.fields:
        if conditions(form, field):
            continue
        text = field.choices[0].value if field.choices else texts.get(field.category, "ことば")
        answers[field.id] = "100-0001" if field.type.value == "postcode" else text
    return answers


def _hidden(client: Client, slug: str, lang: str) -> dict[str, str]:
    shown = client.get(f"/api/v1/forms/{slug}").json()
    return {"notice": shown["notice"][lang]["digest"], "lang": lang}


def _nowhere(records: list[logging.LogRecord]) -> None:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert MARKER not in repr(cursor.fetchall()), table
    for path in Path(settings.AZUKARI.root).rglob("*"):
        if path.is_file():
            assert MARKER.encode() not in path.read_bytes(), path
    assert not any(MARKER in record.getMessage() + repr(record.args) + str(record.exc_text) for record in records)


@pytest.mark.parametrize("name", ["birthdate", "gender", "name2", "consent.tracking", "Email"])
def test_a_field_that_is_not_on_the_form_is_refused(
    client: Client, charter: Current, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    for slug, form in charter.policy.forms.items():
        sent = {**_answers(form), **_hidden(client, slug, "ja"), name: MARKER}
        api = client.post(f"/api/v1/forms/{slug}/submissions", json.dumps(sent), content_type="application/json")
        assert api.status_code == 422
        assert [(e["field"], e["code"]) for e in api.json()["errors"]] == [(name, "unknown")]
        for step in ("check", "send"):
            page = client.post(
                f"/ja/forms/{slug}",
                urlencode({**sent, "step": step}),
                content_type="application/x-www-form-urlencoded",
            )
            assert page.status_code == 422
            assert MARKER not in page.content.decode()
    assert not Submission.objects.exists()
    _nowhere(caplog.records)


def test_the_same_without_it_is_taken(client: Client, charter: Current) -> None:
    for slug, form in charter.policy.forms.items():
        sent = {**_answers(form), **_hidden(client, slug, "en")}
        answer = client.post(f"/api/v1/forms/{slug}/submissions", json.dumps(sent), content_type="application/json")
        assert answer.status_code == 202, answer.content
    assert Submission.objects.count() == len(charter.policy.forms)


def test_no_form_asks_beyond_the_scope(charter: Current) -> None:
    scope = {"name", "address", "email", "phone", "fax", "occupation", "message", "answer"}
    assert {field.category.value for form in charter.policy.forms.values() for field in form.fields} <= scope
    assert {category.value for category in Category} == scope
