"""P16: what a purpose does not need may stay blank, is marked so, and a blank is stored nowhere."""

import json
import re

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.policy.asking import pages
from azukari.policy.minors import OF_AGE
from azukari.policy.terms import Category, Form


def _required(form: Form) -> dict[str, str]:
    answers = {}
    for field in form.fields:
        if not field.required:
            continue
        text = {Category.EMAIL: "someone@example.org"}.get(field.category, "ことば")
        text = field.choices[0].value if field.choices else text
        answers[field.id] = "100-0001" if field.type.value == "postcode" else text
    return answers


@pytest.mark.parametrize("blank", ["", "　 ", None, "left out"])
def test_optional_fields_may_stay_blank(client: Client, charter: Current, blank: str | None) -> None:
    for slug, form in charter.policy.forms.items():
        needed = _required(form)
        notice = client.get(f"/api/v1/forms/{slug}").json()["notice"]["ja"]["digest"]
        optional = {} if blank == "left out" else {f.id: blank for f in form.fields if not f.required}
        declared = {OF_AGE: "yes"} if form.minors else {}
        sent = {**optional, **needed, **declared, "lang": "ja", "notice": notice}
        answer = client.post(f"/api/v1/forms/{slug}/submissions", json.dumps(sent), content_type="application/json")
        assert answer.status_code == 202, answer.content
        stored = SealedValue.objects.filter(submission_id=answer.json()["id"]).values_list("field", flat=True)
        assert set(stored) == set(needed)
    assert Submission.objects.count() == len(charter.policy.forms)


@pytest.mark.parametrize(("lang", "word"), [("ja", "任意"), ("en", "optional")])
def test_the_page_marks_them(client: Client, charter: Current, lang: str, word: str) -> None:
    for slug, form in charter.policy.forms.items():
        page = client.get(f"/{lang}/forms/{slug}").content.decode()
        for field in pages(form)[0].fields:
            label = re.search(rf"<(label|legend)[^>]*>{re.escape(field.label[lang])}(.*?)</\1>", page, re.DOTALL)
            assert label, field.id
            assert (word in label[2]) is not field.required, field.id


def test_required_is_only_what_a_purpose_needs(charter: Current) -> None:
    for form in charter.policy.forms.values():
        for field in form.fields:
            needs = {category for slug in field.purposes for category in charter.policy.purposes[slug].needs}
            assert not field.required or field.category in needs, f"{form.slug}.{field.id}"
