"""A field is called optional only where something may be left open."""

import pytest
from django import forms

from azukari.desk.fields import One, Questions, Some, Text

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
