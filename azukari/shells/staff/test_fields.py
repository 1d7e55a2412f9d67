"""A field is called optional only where something may be left open."""

import pytest
from django import forms

from azukari.shells.staff.fields import One, Questions, Some, Text
from azukari.shells.staff.yes_no_field import YesNo

_TWO = (("a", "A"), ("b", "B"))


@pytest.mark.parametrize(
    ("field", "marked"),
    [
        (Text("A", required=False), True),
        (One("A", _TWO, required=False), True),
        (One("A", _TWO, required=False, usual="a"), False),
        (One("A", (("", "None"), *_TWO), required=False), False),
        (One("A", _TWO, required=False, shown="list"), False),
        (One("A", [(str(n), "A") for n in range(1, 10)], required=False, usual="1"), True),
        (Some("A", _TWO, required=False), True),
        (Some("A", _TWO[:1], required=False), False),
    ],
)
def test_a_field_in_which_something_is_always_chosen_is_not_called_optional(field: forms.Field, marked: bool) -> None:
    assert ('class="optional"' in str(Questions({"field": field}))) is marked


@pytest.mark.parametrize(
    ("held", "sent", "answer"),
    [(None, "yes", True), (True, "no", False), (True, None, True), (False, None, False), (None, None, None)],
)
def test_a_question_of_yes_or_no_is_answered_by_what_was_chosen_else_by_what_stands(held, sent, answer) -> None:
    form = Questions({"field": YesNo("A", held=held)}, {} if sent is None else {"field": sent})
    assert form.is_valid() is (answer is not None)
    assert form.cleaned_data.get("field") is answer


@pytest.mark.parametrize("form", [{"held": True}, {}])
def test_a_question_of_yes_or_no_begins_with_what_stands(form) -> None:
    class Asked(forms.Form):
        field = YesNo("A", **form)

    shown = str(Asked(initial={"field": True}))
    assert shown.count("checked") == 1
    assert shown.index('value="yes"') < shown.index("checked") < shown.index('value="no"')
