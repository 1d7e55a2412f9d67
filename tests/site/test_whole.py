"""Phone numbers, postcodes, house numbers and those of requests stay whole on a line; nothing else changes."""

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from azukari.site.templatetags.azukari import whole, whole_in_mail

_WRITTEN = "架空町45-1\nnew-0@example.org"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call 03-0000-0000 now", 'Call <span class="whole">03-0000-0000</span> now'),
        (
            "〒100-0000 架空町45-1、306号室",
            '<span class="whole">〒100-0000</span> 架空町<span class="whole">45-1</span>、306号室',
        ),
        ("(電話 0120-000-000)", '(電話 <span class="whole">0120-000-000</span>)'),
        ("ご依頼R-20261125-3FFC52E5です", 'ご依頼<span class="whole">R-20261125-3FFC52E5</span>です'),
        (
            "Receipt R-000012, R-3FFC52E5",
            'Receipt <span class="whole">R-000012</span>, <span class="whole">R-3FFC52E5</span>',
        ),
        ("Chiyoda-ku, one-to-one", '<span class="whole">Chiyoda-ku</span>, one-to-one'),
        ("FOR-20261125-3FFC52E5", "FOR-20261125-3FFC52E5"),
        ("(2026年12月4日(金)まで)", '(<span class="whole">2026年12月4日(金)</span>まで)'),
        ("1912年の春、11月24日", "1912年の春、11月24日"),
        (
            "Until Fri 4 Dec 2026, or 5 May 2027.",
            'Until <span class="whole">Fri 4 Dec 2026</span>, or <span class="whole">5 May 2027</span>.',
        ),
        ("Ask new-0@seoto.example.org.", 'Ask <span class="mailbox">new-0@seoto.example.org</span>.'),
        ("<a-1-2@example.org>", '<span class="mailbox">&lt;a-1-2@example.org&gt;</span>'),
        ("<b>1 & 2-3</b>", '&lt;b&gt;1 &amp; <span class="whole">2-3</span>&lt;/b&gt;'),
        (None, ""),
    ],
)
def test_numbers_stay_whole_and_the_rest_as_it_is(text: str | None, shown: str) -> None:
    assert whole(text) == shown


def test_marks_of_a_text_that_has_some_stay_untouched() -> None:
    line = mark_safe('<a href="tel:03-0000-0000">03-0000-0000</a><br>')
    assert whole(line) == '<a href="tel:03-0000-0000"><span class="whole">03-0000-0000</span></a><br>'


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("site/part/sealed_value.html", {"value": {"label": "", "text": _WRITTEN}}),
        ("site/part/summary_list.html", {"rows": [{"label": "", "value": _WRITTEN}]}),
    ],
)
def test_what_people_wrote_is_shown_so(template: str, context: dict[str, object]) -> None:
    page = render_to_string(template, context)
    assert '架空町<span class="whole">45-1</span><br><span class="mailbox">new-0@example.org</span>' in page


def test_a_letter_says_it_without_a_style_sheet() -> None:
    assert whole_in_mail("100-0000") == '<span style="white-space:nowrap">100-0000</span>'
