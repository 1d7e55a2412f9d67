"""The list of errors on top of a form: a field's name and what is wrong with it, joined as one writes it."""

import re
from dataclasses import dataclass, field

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from azukari.shells.staff.fields import Email, One, Questions, Some, Text
from azukari.shells.staff.opening import why


@dataclass
class _Field:
    label: str
    id: str = "a"
    error: str = "Choose one."
    says_all: bool = False


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


def test_an_error_that_says_all_stands_alone_and_no_space_parts_japanese_sentences():
    stated = One("Why now?", [("a", "A")], missing="Choose why you are opening it now.")
    one = One("Which?", [("a", "A")])
    form = Questions({"why": stated, "one": one}, {})
    with translation.override("en"):
        html = render_to_string("site/part/error_summary.html", {"form": form})
    assert ">Choose why you are opening it now.</a>" in html
    assert ">Which? Choose one.</a>" in html
    with translation.override("ja"):
        said = _Form([_Field("終わりました。", error="選ぶ。")])
        html = render_to_string("site/part/error_summary.html", {"form": said})
    assert ">終わりました。選ぶ。</a>" in html


@pytest.mark.parametrize("typed", ["", "nobody"])
def test_what_is_missing_is_named_once_and_another_error_gets_the_label(typed: str):
    fields = {
        "name": Text("Name", missing="A name is needed."),
        "email": Email("Email address", missing="Give their email address."),
        "duties": Some("Duties", [("a", "A")], missing="Choose at least one duty."),
        "place": Text("Place", max_length=3),
    }
    with translation.override("en"):
        form = Questions(fields, {"email": typed, "name": "x" * 201 if typed else "", "place": typed})
        html = render_to_string("site/part/error_summary.html", {"form": form})
    wrong = [
        "Name: This is too long; 200 characters are the most.",
        "Email address: That is not a whole email address.",
        "Choose at least one duty.",
        "Place: This is too long; 3 characters are the most.",
    ]
    missing = ["A name is needed.", "Give their email address.", wrong[2], "Place: Please fill this in."]
    assert re.findall(r'href="#f-[a-z]+">([^<]*)', html) == (wrong if typed else missing)


def test_why_it_is_opened_is_asked_in_a_sentence_that_stands_alone():
    for lang, words in (("en", "Choose why you are opening it now."), ("ja", "いま開く理由を選んでください。")):
        with translation.override(lang):
            html = render_to_string("site/part/error_summary.html", {"form": Questions({"reason": why()}, {})})
        assert f">{words}</a>" in html
