"""P12: any other purpose is stated clearly: in every language, approved by a second person, and shown."""

from argparse import Namespace
from datetime import timedelta

import pytest
from django.test import Client

from azukari.cli import policy_publish
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.policy.terms import Actor, ActorKind
from tests.promises.policy_draft import Draft, draft, objections

FIRST = Actor(ActorKind.STAFF, "11111111-1111-4111-8111-111111111111")
SECOND = Actor(ActorKind.STAFF, "22222222-2222-4222-8222-222222222222")
SAID = {"ja": "水辺の展覧会に名前を掲げるために使います。", "en": "We use your name on the wall of our riverside show."}


def add_exception(policy: Draft) -> None:
    """Names of members on the wall of an exhibition: a use outside the six services."""
    policy["purposes"]["wall"] = policy["purposes"]["campaign-updates"] | {
        "title": {"ja": "展覧会の壁", "en": "A wall of names"},
        "statement": dict(SAID),
        "needs": ["name"],
        "may_use": [],
        "exceptional": True,
        "uses": [],
    }
    policy["duties"]["campaigns"]["purposes"].append("wall")
    policy["forms"]["membership"]["consents"].append("wall")
    next(f for f in policy["forms"]["membership"]["fields"] if f["id"] == "name")["purposes"].append("wall")


def test_it_is_sound_when_it_is_stated_in_both_languages():
    assert objections(add_exception) == set()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_the_statement_in_each_language_it_cannot_be_published(lang: str):
    def add(policy: Draft) -> None:
        add_exception(policy)
        policy["purposes"]["wall"]["statement"].pop(lang)

    assert objections(add) == {"purpose.exception-not-stated"}


@pytest.mark.django_db
def test_one_person_alone_cannot_publish_it(now):
    for approver in (None, FIRST):
        with pytest.raises(PublicationRefused) as caught:
            publish(draft(add_exception), actor=FIRST, approver=approver, now=now)
        assert caught.value.code == "publish.second-person"


@pytest.mark.django_db
def test_approved_by_another_it_is_published_and_shown_as_an_exception(now):
    publish(draft(add_exception), actor=FIRST, approver=SECOND, now=now)
    html = Client(headers={"host": "localhost"}).get("/en/privacy").content.decode()
    stated = html.split('id="purpose-wall"')[1].split("<h3")[0]
    assert SAID["en"] in stated
    assert "outside our six ordinary services" in stated
    assert html.count("outside our six ordinary services") == 1


@pytest.mark.django_db
def test_the_command_line_names_no_second_person(charter, tmp_path, now):
    file = tmp_path / "policy.yaml"
    file.write_text(draft(add_exception), "utf-8")
    usual = {"at": None, "ask": True, "call_off": False, "based_on": None, "json": False, "lang": "en"}
    with pytest.raises(PublicationRefused) as caught:
        policy_publish.run(file, Namespace(**usual))
    assert caught.value.code == "publish.second-person"
    with pytest.raises(PublicationRefused):
        policy_publish.run(file, Namespace(**{**usual, "at": now + timedelta(days=9999)}))
