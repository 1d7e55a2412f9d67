"""Templates that show what nobody gave them are found by every test that renders them."""

import pytest
from django.template import Context, Template

from tests.given_names import NotGiven


def test_a_name_that_nobody_gave_is_an_error():
    with pytest.raises(NotGiven, match=r"nobody\.name"):
        Template("{{ nobody.name }}").render(Context({"nobody": {}}))
    with pytest.raises(NotGiven):
        Template("{% load i18n %}{% blocktranslate with name=nobody.name %}{{ name }}{% endblocktranslate %}").render(
            Context()
        )


def test_what_is_asked_for_or_may_be_missing_is_none():
    words = Template("{% if nobody %}a{% endif %}{% for one in nobody %}b{% endfor %}{{ typed }}{{ wrong.email }}c")
    assert words.render(Context()) == "c"
