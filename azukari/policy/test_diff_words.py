"""What a member reads of a change, word for word, and of the same change taken back."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from azukari.policy.change import Effect
from azukari.policy.changes.recipients import duties
from azukari.policy.diff import diff
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.terms import Ground, Policy, Recipient

type Draft = dict[str, Any]

STARTING = document(load(STARTER))
OLD = parse(json.dumps(STARTING))
BOTH = {"ja": "文", "en": "words"}


def _field(draft: Draft, form: str, id: str) -> Draft:
    return next(each for each in draft["forms"][form]["fields"] if each["id"] == id)


@pytest.mark.parametrize(
    ("change", "there", "back"),
    [
        (
            lambda d: d["minors"].update(age=18),
            "A guardian had to agree below the age of 16; it will be below the age of 18.",
            "A guardian had to agree below the age of 18; it will be below the age of 16.",
        ),
        (
            lambda d: d["forms"]["volunteers"].update(cap=30),
            "“Volunteer with us” took any number of submissions; it will take 30 submissions.",
            "“Volunteer with us” took 30 submissions; it will take any number of submissions.",
        ),
        (
            lambda d: d["statistics"].update(public=True),
            "Page statistics become public.",
            "Page statistics are public no longer.",
        ),
        (
            lambda d: d["purposes"]["magazine"].update(statement=BOTH, edition=2),
            "“The email magazine” will cover more than before.",
            "“The email magazine” goes back to an earlier edition.",
        ),
        (
            lambda d: d["purposes"]["magazine"].update(exceptional=True),
            "“The email magazine” becomes an exceptional purpose, outside the six services.",
            "“The email magazine” is no longer an exceptional purpose.",
        ),
        (
            lambda d: d["forms"]["magazine"]["purposes"].append("feedback"),
            "“Get our email magazine” will also serve “Reading and answering what you write”.",
            "“Get our email magazine” will no longer serve “Reading and answering what you write”.",
        ),
        (
            lambda d: _field(d, "membership", "phone")["purposes"].append("magazine"),
            "“Phone number” in “Become a member” will also be used for “The email magazine”.",
            "“Phone number” in “Become a member” will no longer be used for “The email magazine”.",
        ),
        (
            lambda d: d["questionnaires"].update(crossings=1),
            "The number of questions by which results of questionnaires are crossed was 2 at most; it will be 1.",
            "The number of questions by which results of questionnaires are crossed was 1 at most; it will be 2.",
        ),
        (
            lambda d: d["training"].update(pass_percent=60),
            "A lesson was passed with 80% right answers; it will be with 60%.",
            "A lesson was passed with 60% right answers; it will be with 80%.",
        ),
        (
            lambda d: d["purposes"]["magazine"].update(ground="contract"),
            "“The email magazine” rested on consent; it will rest on the service asked for.",
            "“The email magazine” rested on the service asked for; it will rest on consent.",
        ),
        (
            lambda d: d["forms"]["plastic-free-river"].pop("closes"),
            "“A Seoto River free of plastic” was open until 31 Mar 2028; it will be until further notice.",
            "“A Seoto River free of plastic” was open until further notice; it will be until 31 Mar 2028.",
        ),
    ],
)
def test_the_whole_sentence(change: Callable[[Draft], object], there: str, back: str) -> None:
    draft = deepcopy(STARTING)
    change(draft)
    new = parse(json.dumps(draft))
    assert [each.sentence["en"] for each in diff(OLD, new)] == [there]
    assert [each.sentence["en"] for each in diff(new, OLD)] == [back]
    assert diff(new, new) == ()


def test_where_no_guardian_is_asked_at_any_age() -> None:
    new = parse(json.dumps({key: value for key, value in STARTING.items() if key != "minors"}))
    there, back = ({c.clause: (c.effect, c.sentence["en"]) for c in one} for one in (diff(OLD, new), diff(new, OLD)))
    assert there["minors.age"] == (Effect.WIDENED, "A guardian had to agree below the age of 16; it will be at no age.")
    assert back["minors.age"][0] is Effect.NARROWED


def test_what_becomes_public_and_stops_being_public_is_said_so_in_japanese() -> None:
    draft = deepcopy(STARTING)
    draft["statistics"]["public"] = True
    new = parse(json.dumps(draft))
    assert [each.sentence["ja"] for each in diff(OLD, new)] == ["アクセス統計を公開します。"]
    assert [each.sentence["ja"] for each in diff(new, OLD)] == ["アクセス統計を公開しなくなります。"]


def test_only_what_a_duty_comes_to_run_or_runs_no_longer_is_named() -> None:
    def running(*purposes: str) -> Policy:
        duty = replace(OLD.duties["magazine"], sealed=frozenset(purposes))
        return replace(OLD, duties={**OLD.duties, "magazine": duty})

    def said(old: Policy, new: Policy) -> list[tuple[Effect, str]]:
        return [(c.effect, c.sentence["en"]) for c in duties(old, new) if c.clause.endswith(".sealed")]

    one, two = OLD.purposes["campaign"].title["en"], OLD.purposes["feedback"].title["en"]
    more = (Effect.WIDENED, f"The Magazine editor may also run campaigns for “{two}”, without opening data.")
    less = (Effect.NARROWED, f"The Magazine editor no longer runs campaigns for “{two}”.")
    assert said(running("campaign"), running("campaign", "feedback")) == [more]
    assert said(running("campaign", "feedback"), running("campaign")) == [less]
    gone = replace(OLD, duties={})
    assert said(running("campaign"), gone) == [
        (Effect.NARROWED, f"The Magazine editor no longer runs campaigns for “{one}”.")
    ]


def test_a_draft_that_names_a_purpose_that_is_not_there_can_be_compared() -> None:
    draft = deepcopy(STARTING)
    draft["duties"]["magazine"]["purposes"] += ["lottery", "membership"]
    [change] = diff(OLD, parse(json.dumps(draft)))
    assert "“Membership”" in change.sentence["en"]


def test_another_question_as_the_condition_asks_other_people() -> None:
    def asked_after(id: str) -> Policy:
        draft = deepcopy(STARTING)
        _field(draft, "volunteers", "message")["show_if"] = {"field": id, "values": ["cleaning"]}
        return parse(json.dumps(draft))

    [change] = diff(asked_after("activities"), asked_after("days"))
    assert change.clause == "forms.volunteers.fields.message.show_if"
    assert change.effect is Effect.WIDENED


def test_of_a_duty_or_a_purpose_that_goes_it_is_told_what_went_with_it() -> None:
    def without(section: str, slug: str) -> list[str]:
        draft = deepcopy(STARTING)
        del draft[section][slug]
        return [each.sentence["en"] for each in diff(OLD, parse(json.dumps(draft)))]

    gone = without("duties", "membership")
    assert "Lists of the Membership desk no longer show the name." in gone
    assert "The Membership desk may no longer open data for “Records of fees paid” and “Membership”." in gone
    gone = without("purposes", "magazine")
    assert "Data is no longer used for “The email magazine”." in gone


@pytest.mark.parametrize(
    ("ground", "ja", "en"),
    [
        (Ground.CONTRACT, "申し込み", "the service asked for"),
        (Ground.LAW, "法律", "law"),
    ],
)
def test_another_ground_is_named_with_the_one_before(ground: Ground, ja: str, en: str) -> None:
    magazine = OLD.purposes["magazine"]
    new = replace(OLD, purposes={**OLD.purposes, "magazine": replace(magazine, ground=ground)})
    [there] = diff(OLD, new)
    [back] = diff(new, OLD)
    title = magazine.title
    assert there.sentence["en"] == f"“{title['en']}” rested on consent; it will rest on {en}."
    assert there.sentence["ja"] == f"「{title['ja']}」の根拠が、同意から{ja}に変わります。"
    assert back.sentence["en"] == f"“{title['en']}” rested on {en}; it will rest on consent."
    assert (there.effect, back.effect) == (Effect.WIDENED, Effect.NARROWED)


def test_who_comes_to_work_for_us_is_told_with_what_they_get_and_without_where_they_get_nothing() -> None:
    kotori = OLD.recipients["kotori-mail"]
    named = replace(kotori, slug="other", name={"ja": "つばめ便", "en": "Tsubame Post"})
    empty = replace(named, categories=frozenset())

    def with_(recipient: Recipient) -> Policy:
        return replace(OLD, recipients={**OLD.recipients, "other": recipient})

    [told] = diff(OLD, with_(named))
    assert told.sentence == {
        "ja": "つばめ便に、お名前、メールアドレスを渡すようになります。",
        "en": "Tsubame Post will receive your name and email address.",
    }
    [told] = diff(OLD, with_(empty))
    assert told.sentence == {
        "ja": "つばめ便にも仕事を任せますが、預かった情報は渡しません。",
        "en": "Tsubame Post will work for us too, and receive none of the data.",
    }
    [gone] = diff(with_(named), OLD)
    assert gone.sentence["en"] == "Tsubame Post will receive nothing any more."


@pytest.mark.parametrize(
    ("change", "there", "back"),
    [
        (
            lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone"),
            "Kotori Delivery Inc. will also receive phone number.",
            "Kotori Delivery Inc. will no longer receive phone number.",
        ),
        (
            lambda d: d["recipients"]["kotori-mail"]["purposes"].append("membership"),
            "Kotori Delivery Inc. will also receive data for “Membership”.",
            "Kotori Delivery Inc. will no longer receive data for “Membership”.",
        ),
        (
            lambda d: d["recipients"]["kotori-mail"].update(country="DE"),
            "The country of the recipient “Kotori Delivery Inc.” changes.",
            "The country of the recipient “Kotori Delivery Inc.” changes.",
        ),
        (
            lambda d: d["duties"]["magazine"]["acts"].append("audit"),
            "New among the tasks of the Magazine editor: “Audit the records”.",
            "No longer among the tasks of the Magazine editor: “Audit the records”.",
        ),
        (
            lambda d: d["duties"]["membership"]["lists"].append("fax"),
            "Lists of the Membership desk also show the fax number of everybody on them.",
            "Lists of the Membership desk no longer show the fax number.",
        ),
        (
            lambda d: d.update(unconfirmed_days=14),
            "The time until an unconfirmed entry is erased becomes longer.",
            "The time until an unconfirmed entry is erased becomes shorter.",
        ),
        (
            lambda d: d["statistics"].update(fold_below=9),
            "Page statistics told values apart from 5 views a day on; it will be 9.",
            "Page statistics told values apart from 9 views a day on; it will be 5.",
        ),
        (
            lambda d: d["statistics"].update(sites=["https://b.example.org"]),
            "Views of https://b.example.org are counted as well.",
            "Views of https://b.example.org are counted no longer.",
        ),
    ],
)
def test_what_somebody_outside_and_within_gets_to_see_and_no_longer_sees(
    change: Callable[[Draft], object], there: str, back: str
) -> None:
    draft = deepcopy(STARTING)
    change(draft)
    new = parse(json.dumps(draft))
    assert [each.sentence["en"] for each in diff(OLD, new)] == [there]
    assert [each.sentence["en"] for each in diff(new, OLD)] == [back]
