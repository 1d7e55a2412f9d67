"""P19: the METHOD of collection is always specified, before the first field, on every form, in each language."""

import pytest

from azukari.policy.notice import KEYS, rows
from azukari.policy.parse import STARTER, load
from tests.promises.policy_draft import objections

POLICY = load(STARTER)
EVERY = [(form, lang) for form in POLICY.forms for lang in POLICY.languages]
METHOD = {
    "ja": ("集め方", "このフォームに書き込んでいただきます"),
    "en": ("How", "into this form yourself"),
}


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_each_notice_begins_with_the_method(form: str, lang: str):
    first = rows(POLICY, POLICY.forms[form], lang=lang)[0]
    assert (first.key, first.label) == ("method", METHOD[lang][0])
    assert METHOD[lang][1] in first.text


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_the_method_names_what_is_asked(form: str, lang: str):
    said = rows(POLICY, POLICY.forms[form], lang=lang)[0].text
    for field in POLICY.forms[form].fields:
        assert POLICY.categories[field.category][lang] in said


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_no_row_of_a_notice_is_empty(form: str, lang: str):
    made = rows(POLICY, POLICY.forms[form], lang=lang)
    assert tuple(row.key for row in made) == KEYS
    assert all(row.label and row.text.strip() for row in made)


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_encryption_is_explained_in_plain_words(form: str, lang: str):
    """P39 as well: the line stands on every form."""
    last = rows(POLICY, POLICY.forms[form], lang=lang)[-1]
    assert last.text == POLICY.encryption[lang]
    assert "SSL" in last.text


def test_without_a_method_nothing_is_published():
    assert "shape.missing-key" in objections(lambda policy: policy.pop("method"))
    assert "text.missing" in objections(lambda policy: policy["method"].pop("ja"))
