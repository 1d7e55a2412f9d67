"""The list of errors on top of a form: a field's name and what is wrong with it, joined as one writes it."""

from dataclasses import dataclass, field

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@dataclass
class _Field:
    label: str
    id: str = "a"
    error: str = "Choose one."


@dataclass
class _Form:
    fields: list[_Field]
    errors: bool = True
    non_field_errors: list[str] = field(default_factory=list)

    def __iter__(self):
        return iter(self.fields)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Name", "Name: Choose one."),
        ("What now?", "What now? Choose one."),
        ("終わりました。どうしますか。", "終わりました。どうしますか。 Choose one."),
        ("", "Choose one."),
    ],
)
def test_no_colon_follows_a_stop(label: str, said: str):
    with translation.override("en"):
        html = render_to_string("site/part/error_summary.html", {"form": _Form([_Field(label)])})
    assert f'<a href="#f-a">{said}</a>' in html
