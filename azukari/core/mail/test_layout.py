"""Both parts of an email: what leads somewhere is a link in one, and an address on its own line in the other."""

import pytest
from django.utils.translation import override

from azukari.core.mail.layout import parts
from azukari.core.mail.letter import Letter, Link

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("charter")
def test_words_lead_somewhere_and_the_bare_address_stands_in_the_text_alone() -> None:
    far = "https://example.org/en/not-me/" + "x" * 60
    with override("en"):
        text, html = parts(Letter("Hello", ("One.",), after=(Link("I did not sign this", far), "Two.")), lang="en")
    assert f"I did not sign this\n{far}\n\nTwo.\n" in text
    assert html.count(far) == 1
    assert "I did not sign this</a>" in html


@pytest.mark.usefixtures("charter")
def test_no_line_of_a_japanese_letter_begins_with_a_long_vowel_mark() -> None:
    with override("ja"):
        _, html = parts(Letter("件名", ("ネットワーク",)), lang="ja")
    assert "line-break: strict" in html
