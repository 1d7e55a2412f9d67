"""The records of processing say what the policy says, and change with it alone."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from azukari.core.policy_versions.current import current
from azukari.features.rules.flow import flow
from azukari.features.rules.records import activities, inventory, measures
from azukari.lib.control import claims
from azukari.policy.parse import STARTER, load
from tests.console import desks

POLICY = load(STARTER)
HEADS = ("Forms", "Use", "Who")
_SVG = "{http://www.w3.org/2000/svg}"


def test_each_purpose_is_an_activity_with_everything_that_the_law_asks_for():
    found = {one.purpose.slug: one for one in activities(POLICY)}
    assert found.keys() == POLICY.purposes.keys()
    magazine = found["magazine"]
    assert [one.slug for one in magazine.recipients] == ["kotori-mail"]
    assert magazine.kept["en"]
    assert magazine.people
    assert all(one.categories["ja"] for one in found.values())


def test_a_recipient_abroad_shows_in_the_record():
    abroad = replace(POLICY.recipients["kotori-mail"], country="IE")
    policy = replace(POLICY, recipients={"kotori-mail": abroad})
    assert [one.abroad for one in activities(policy) if one.purpose.slug == "magazine"] == [("IE",)]
    assert not [one.abroad for one in activities(POLICY) if one.abroad]


def test_the_inventory_has_every_kind_of_data_and_a_purpose_that_goes_is_gone():
    assert [held.category for held in inventory(POLICY)] == [*POLICY.categories]
    without = replace(POLICY, purposes={k: v for k, v in POLICY.purposes.items() if k != "magazine"})
    assert "magazine" not in {p.slug for held in inventory(without) for p in held.purposes}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_picture_has_a_box_for_each_and_a_line_for_each_way(lang: str):
    tree = ET.fromstring(flow(POLICY, lang, HEADS, "Flow"))  # noqa: S314 - our own picture
    space = "{http://www.w3.org/2000/svg}"
    named = {node.text for node in tree.iter(f"{space}title")}
    assert {form.title[lang] for form in POLICY.forms.values()} <= named
    assert {one.name[lang] for one in POLICY.recipients.values()} <= named
    ways = sum(len({*form.purposes, *form.consents}) for form in POLICY.forms.values())
    ways += sum(len(one.purposes) for one in POLICY.recipients.values())
    assert len(list(tree.iter(f"{space}path"))) == ways


@pytest.mark.parametrize(
    ("lang", "name", "lines"),
    [
        ("en", "Reading and answering what you write", ["Reading and answering what you", "write"]),
        ("ja", "いただいたご意見を読み、お返事するため", ["いただいたご意見を読み、お返事", "するため"]),
        ("ja", "あ" * 40, ["あ" * 15, "あ" * 14 + "…"]),
        ("en", "word " * 20, ["word word word word word word", "word word word word word word…"]),
    ],
)
def test_a_name_has_two_lines(lang: str, name: str, lines: Sequence[str]):
    form = next(iter(POLICY.forms.values()))
    named = replace(POLICY, forms={form.slug: replace(form, title=dict.fromkeys(("ja", "en"), name))})
    tree = ET.fromstring(flow(named, lang, HEADS, "Flow"))  # noqa: S314 - our own picture
    box = next(group for group in tree.iter(f"{_SVG}g") if group.findtext(f"{_SVG}title") == name)
    assert [line.text for line in box.iter(f"{_SVG}tspan")] == lines


def test_a_name_in_the_picture_is_no_markup():
    form = next(iter(POLICY.forms.values()))
    tricky = replace(form, title={"ja": "<script>", "en": '"><b>'})
    drawn = flow(replace(POLICY, forms={form.slug: tricky}), "ja", HEADS, "<i>")
    assert "<script>" not in drawn
    assert "<i>" not in drawn


def test_security_measures_are_the_policy_s_own_words_and_the_controls_claims():
    said = [text for _title, texts in measures(POLICY) for text in texts]
    assert POLICY.security in said
    assert POLICY.encryption in said
    assert [clause.text for clause in POLICY.confidentiality] == said[-len(POLICY.confidentiality) :]
    assert "keys" in claims()


@pytest.mark.django_db
def test_the_page(officer):  # its paper is made with the bundle
    desk = desks.browser(officer.user)
    page = desk.get(reverse("console-processing")).content.decode()
    assert current().policy.purposes["magazine"].title["en"] in page
    assert "<svg" in page


def test_the_record_speaks_of_people_and_not_to_them():
    said = [activity.kept["en"] for activity in activities(load(STARTER))]
    assert any("after they leave" in words for words in said)
    assert not [words for words in said if {"you", "your"} & {*words.split()}]
