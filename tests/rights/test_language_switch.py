"""The switch of languages on a page with a form: what was typed comes along, judged by nobody, and nothing is sent."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import azukari
from azukari.core.cases.models import Case
from azukari.core.mail.models import Message
from azukari.core.vault.models import SealedValue
from tests.promises.corrected import value

_TYPED = re.compile(
    r"<textarea|<input(?![^>]*readonly)[^>]*type=\"(?:text|email|tel|url|search|number|date)\"|site/part/field\.html"
)


class _Buttons(HTMLParser):
    """The submit buttons of the form ``filling-in``, in the order in which the Enter key looks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "button" and of.get("form") == "filling-in":
            self.found.append(of)


@pytest.fixture
def typed(own: Any, hanako: Any) -> Callable[[str], tuple[str, dict[str, str]]]:
    """Per page, its path under ``/me`` and what somebody has typed there."""
    correct = f"/value/{value(hanako, 'name').id}"
    own.post(f"/value/{value(hanako, 'phone').id}", phone="")
    pages = {
        "correct": (correct, {"name": "Nearly finished name"}),
        "add": (f"/registration/{hanako.submission.id}/add", {"phone": "03-12"}),
        "request": ("/request", {"kind": "objection", "said": "I had nearly finished this."}),
    }
    return pages.__getitem__


@pytest.mark.parametrize("page", ["correct", "add", "request"])
def test_what_was_typed_comes_along_and_nothing_is_done(own, typed, page):
    path, words = typed(page)
    before = (Case.objects.count(), Message.objects.count(), sorted(SealedValue.objects.values_list("id", "sealed")))
    enter, switch = _buttons(own.get(path))
    assert enter["value"] != "language"  # the Enter key sends the form, it does not switch
    assert switch["formaction"] == f"/ja/me{path}"
    answer = own.client.post(switch["formaction"], {**words, "token": _token(own, path), "step": switch["value"]})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="ja"' in html
    assert all(text in html for text in words.values() if text != "objection")
    assert "checked" in html or "kind" not in words
    assert "has-error" not in html
    after = (Case.objects.count(), Message.objects.count(), sorted(SealedValue.objects.values_list("id", "sealed")))
    assert after == before


def test_the_enter_key_adds_what_was_typed(own, typed):
    path, _words = typed("add")
    enter, _switch = _buttons(own.get(path))
    assert own.post(path, phone="03-1234-5678", step=enter["value"])["Location"] == "/en/me?done=added"


def test_an_address_typed_at_the_sign_in_comes_along_and_no_link_is_sent(client, hanako):
    before = Message.objects.count()
    enter, switch = _buttons(client.get("/en/me").content.decode())
    assert enter["value"] != "language"
    answer = client.post(switch["formaction"], {"email": "hanako@", "step": switch["value"]})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="hanako@"' in html
    assert "has-error" not in html
    assert Message.objects.count() == before


def test_every_page_where_visitors_type_has_the_switch_as_a_button_of_its_form():
    pages = [
        p
        for p in Path(azukari.__file__).parent.glob("**/templates/**/*.html")
        if "console" not in p.parts and p.name != "style.html"
    ]
    public = {p: text for p in pages if '"console/base.html"' not in (text := p.read_text("utf-8"))}
    typing = [p for p, text in public.items() if "{% block main %}" in text and _TYPED.search(text)]
    assert len(typing) > 4
    assert [p.name for p in typing if "forms/part/language.html" not in p.read_text("utf-8")] == []


def _buttons(html: str) -> list[dict[str, Any]]:
    parser = _Buttons()
    parser.feed(html)
    return parser.found[:2]


def _token(own: Any, path: str) -> str:
    return str(re.search(r'name="token" value="([^"]+)"', own.get(path))[1])
