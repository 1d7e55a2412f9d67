"""Columns are recognised by what people call them, and not where two are called alike."""

from azukari.core.forms.importing.mapping import guess
from azukari.policy.parse import STARTER, load

FORM = load(STARTER).forms["magazine"]


def test_a_column_is_recognised_by_its_field_or_its_label_in_any_writing() -> None:
    assert guess(FORM, ["", "Name", "E-MAIL"]) == {"email": (2,), "name": (1,)}
    email, name = FORM.field("email"), FORM.field("name")
    assert email
    assert name
    for lang in ("ja", "en"):
        assert guess(FORM, [name.label[lang], email.label[lang]]) == {"email": (1,), "name": (0,)}


def test_of_two_columns_that_are_called_alike_neither_is_guessed() -> None:
    assert guess(FORM, ["email", "name", "Email"]) == {"name": (1,)}
    assert guess(FORM, ["email", "", ""]) == {"email": (0,)}
    assert guess(FORM, []) == {}
