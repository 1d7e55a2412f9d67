"""A text of the interface in both languages, whatever the language of the page is."""

import json

import pytest
from django.utils import translation

from azukari.both_languages import BothLanguages
from azukari.lib.instance import LANGUAGES
from azukari.shells.staff.scope import outside


@pytest.mark.parametrize("reading", LANGUAGES)
def test_each_language_is_there_whatever_the_page_is_in(reading: str):
    with translation.override(reading):
        said = dict(outside().sentence)
    assert said["ja"].startswith("あなたの担当が扱う目的では")
    assert said["en"].startswith("None of the purposes that your duties cover")


def test_what_stands_in_a_gap_is_in_the_same_language():
    text = BothLanguages(
        "“%(form)s” serves none of the purposes that your duties cover.", form={"ja": "入会", "en": "Join"}
    )
    assert text["ja"].startswith("「入会」")
    assert text["en"].startswith("“Join” serves")


def test_it_is_a_mapping_of_the_languages_alone():
    text = BothLanguages("Nothing changes.")
    assert json.loads(json.dumps(dict(text))) == {"ja": text["ja"], "en": "Nothing changes."}
    assert text.get("zh", "none") == "none"
    assert text == BothLanguages("Nothing changes.") != BothLanguages("This letter is finished.")
