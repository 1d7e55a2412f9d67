"""Whatever is wrong is said in one whole sentence that names the question."""

import pytest

from azukari.core.forms.problem import _MESSAGES, problem
from azukari.policy.terms import Category, Field, FieldType

LABEL = {"ja": "見出し", "en": "Heading"}
OF_A_FIELD = ("missing", "type", "too_long", "not_a_choice", "not_asked", "characters", "format", "own_address")


def _field(type: FieldType) -> Field:
    return Field("f", Category.ANSWER, type, LABEL, ("feedback",), LABEL, max_length=17)


def _said(code: str, type: FieldType, lang: str = "en") -> str:
    found = problem(code, _field(type), lang)
    assert (found.field_id, found.code) == ("f", code)
    return found.message


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("type", FieldType)
def test_each_names_its_question(type: FieldType, lang: str) -> None:
    for code in OF_A_FIELD:
        message = _said(code, type, lang)
        assert LABEL[lang] in message
        assert "%(" not in message
    assert "17" in _said("too_long", type, lang)


def test_what_to_do_depends_on_what_is_asked() -> None:
    own = {FieldType.EMAIL, FieldType.POSTCODE, FieldType.PHONE, FieldType.KANA}
    general = {type: _said("format", type) for type in FieldType if type not in own}
    assert {*general.values()} == {"“Heading” cannot be read. Please check it."}
    assert "@" in _said("format", FieldType.EMAIL)
    assert "100-0001" in _said("format", FieldType.POSTCODE)
    assert "03-1234-5678" in _said("format", FieldType.PHONE)
    assert "katakana" in _said("format", FieldType.KANA)
    choosing = {FieldType.CHOICE, FieldType.CHOICES}
    for type in FieldType:
        assert _said("missing", type).startswith("Please choose" if type in choosing else "Please fill in")
        assert ("list" in _said("type", type)) is (type is FieldType.CHOICES)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", sorted(_MESSAGES.keys() - {*OF_A_FIELD}))
def test_what_is_wrong_with_the_whole_is_said_without_a_question(code: str, lang: str) -> None:
    found = problem(code, "input", lang, languages="ja", minutes=3)
    assert (found.field_id, found.code) == ("input", code)
    assert found.message
    assert "%(" not in found.message


def test_a_language_that_the_policy_lost_is_told_by_another_of_its_labels() -> None:
    only = Field("f", Category.ANSWER, FieldType.TEXT, {"ja": "見出し"}, ("feedback",), LABEL)
    assert "見出し" in problem("missing", only, "en").message
