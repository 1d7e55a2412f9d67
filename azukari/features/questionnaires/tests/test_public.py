"""The public page without JavaScript: page by page, back, another language, kept once it is sent."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import uuid4

import phonenumbers
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from phonenumbers import PhoneMetadata

from azukari.core.forms import kinds
from azukari.core.forms.answers import Answers
from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.submit import examine
from azukari.core.people.models import Person
from azukari.core.vault.erase import erase
from azukari.demo.people import SETTER
from azukari.features.questionnaires import asked_version, mixing
from azukari.features.questionnaires.models import (
    MixedAnswers,
    Poll,
    PollState,
    PooledAnswers,
    QuotaCount,
    Response,
    Tally,
    Version,
)
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import Visitor, opened, panel_policy
from azukari.lib.conflict import StaleVersion
from azukari.lib.contact_details import FEWEST
from tests.cast import NOW
from tests.forms.by_hand import limits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ruling(charter, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def _to_the_end(visitor: Visitor) -> Visitor:
    visitor.press(visits="weekly", age="30")
    visitor.press(uses=["walking", "fishing"])
    return visitor.press(fish="ayu")


def test_over_the_limit_answers_wait_on_the_page_which_says_when_to_send_them_again():
    opened()
    with limits(submissions_per_network=1):
        first, second = _to_the_end(Visitor()), _to_the_end(Visitor())
        assert first.press("send").response.status_code == 303
        again = second.press("send")
        assert again.response.status_code == 429
        assert 0 < int(again.response.headers["Retry-After"]) <= 3600
        assert "Every week" in again.text
    assert again.press("send").response.status_code == 303


def test_nobody_is_told_apart_and_nothing_is_lost_on_the_way():
    opened()
    visitor = Visitor()
    assert "Nobody can tell who answered" in visitor.text
    visitor.press()
    assert visitor.response.status_code == 422
    assert "How often do you go? – Please answer this question." in visitor.text  # above all, which question
    _to_the_end(visitor)
    assert "Page 3 of 3" in visitor.text
    visitor.press("back")
    assert visitor.inputs["fish"] == ["ayu"]
    assert sorted(visitor.inputs["uses"]) == ["fishing", "walking"]
    visitor.press("language", "/ja/questionnaires/riverside")
    assert "2ページ" in visitor.text or "釣る魚" in visitor.text
    assert visitor.inputs["fish"] == ["ayu"]
    assert visitor.inputs["visits"] == ["weekly"]
    visitor.press("next", "/ja/questionnaires/riverside")
    visitor.press("up.order.fish", parts__paths="good", nps="9", since="2020-01-31", more="いい川です。")
    assert [visitor.inputs[f"order.{each}"] for each in ("paths", "fish", "benches")] == [["1"], ["2"], ["3"]]
    visitor.press("next")
    assert "Check your answers" in visitor.text
    assert "Walking, Fishing" in visitor.text
    assert visitor.press("send").response.status_code == 303
    kept = PooledAnswers.objects.get()
    assert kept.answers["order"] == ["paths", "fish", "benches"]
    assert kept.answers["age"] == 30
    assert kept.answers["parts"] == {"paths": "good"}
    assert kept.day.isoformat() == "2026-11-24"
    assert not Person.objects.exists()
    assert not Submission.objects.exists()
    assert visitor.client.cookies == {}


def test_what_is_not_asked_any_more_is_not_kept():
    opened()
    visitor = _to_the_end(Visitor())
    visitor.press("edit.visits")
    visitor.press(visits="never")
    visitor.press("next")
    visitor.press("send")
    assert set(PooledAnswers.objects.get().answers) == {"visits", "age"}


def test_contact_details_are_asked_to_be_taken_out():
    opened()
    visitor = _to_the_end(Visitor())
    visitor.press(more="Write to me: hanako@example.org")
    assert visitor.response.status_code == 422
    assert "contact details" in visitor.text
    visitor.press(more="0312345678 でお電話ください")
    assert visitor.response.status_code == 422


def test_no_telephone_number_has_fewer_digits_than_are_looked_at():
    regions = [PhoneMetadata.metadata_for_region(region) for region in phonenumbers.SUPPORTED_REGIONS]
    regions += [
        PhoneMetadata.metadata_for_nongeo_region(each) for each in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS
    ]
    shortest = {
        len(str(each.country_code)) + min(length for length in each.general_desc.possible_length if length > 0)
        for each in regions
    }
    assert min(shortest) == FEWEST


def test_a_page_that_grows_is_shown_again_before_the_next():
    opened()
    visitor = Visitor()
    visitor.press(visits="weekly", age="30")
    visitor.press(uses=["fishing"])
    assert "one more question" in visitor.text
    assert "fish" in visitor.inputs


def test_what_may_come_at_once_waits_in_the_page_and_sends_nothing():
    opened()
    visitor = Visitor()
    assert "data-at-once" not in visitor.html
    visitor.press(visits="weekly", age="30")
    assert '<template data-asked="fish">' in visitor.html
    told = json.loads(unescape(re.findall(r'data-at-once="([^"]*)"', visitor.html)[0]))
    assert told["known"] == {"age": 30}  # what the condition reads, and no more
    assert [question["id"] for question in told["questions"]] == ["uses", "fish"]
    assert "fish" not in visitor.inputs


def test_answers_are_counted_only_after_they_were_mixed(monkeypatch):
    version = opened()
    PooledAnswers.objects.bulk_create(
        PooledAnswers(version=_answered(version), lang="en", day="2026-11-24", answers={"age": n}) for n in range(9)
    )
    assert mixing.mix_all(NOW) == 0
    PooledAnswers.objects.create(version=version, lang="en", day="2026-11-24", answers={"age": 9})
    before = list(PooledAnswers.objects.values_list("id", flat=True))
    assert mixing.mix_all(NOW) == 10
    assert not PooledAnswers.objects.exists()
    assert {row.answers["age"] for row in MixedAnswers.objects.all()} == set(range(10))
    assert not MixedAnswers.objects.filter(id__in=before).exists()


def _answered(version):
    Poll.objects.filter(slug=version.poll_id).update(answered=True)
    return version


def test_a_draft_is_nowhere_and_a_closed_one_says_so():
    version = opened()
    Poll.objects.filter(slug="riverside").update(state=PollState.CLOSED)
    assert "closed" in Visitor().text
    Poll.objects.filter(slug="riverside").update(state=PollState.DRAFT)
    assert Visitor().response.status_code == 404
    assert version.number == 1


def test_it_is_open_from_its_first_moment_until_its_last_by_the_clock():
    opened()
    soon, later = NOW + timedelta(minutes=1), NOW + timedelta(days=9)
    for opens, closes, is_open in (
        (NOW, soon, True),
        (None, soon, True),
        (NOW, None, True),
        (soon, later, False),
        (None, NOW, False),
    ):
        Poll.objects.update(opens_at=opens, closes_at=closes)
        visitor = Visitor()
        assert (b'name="visits"' in visitor.response.content) is is_open, (opens, closes)
    Poll.objects.update(opens_at=NOW, closes_at=soon)
    visitor = _to_the_end(Visitor())
    visitor.press()
    visitor.press("send")
    assert PooledAnswers.objects.exists()


def test_answers_keep_the_version_by_which_they_were_given():
    opened()
    visitor = _to_the_end(Visitor())
    poll = Poll.objects.get()
    poll.draft["title"] = {"ja": "新しい題", "en": "A new title"}
    poll.save()
    assert publish("riverside", revision=None, actor=SETTER, now=NOW).number == 2
    visitor.press()
    visitor.press("send")
    assert PooledAnswers.objects.get().version.number == 1


def _linked_answer(**about: str) -> Visitor:
    visitor = _to_the_end(Visitor())
    visitor.press(more="Nothing")
    visitor.press("send", **about)
    return visitor


def test_linked_answers_lie_sealed_and_are_counted_until_they_are_erased(monkeypatch):
    panel_policy()
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICKEST", NOW - NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICK", NOW - NOW)
    opened(linked=True)
    first = Visitor()
    assert "Your answers are linked to you" in first.text
    assert first.client.get("/en/forms/river-panel").headers["Location"] == "/en/questionnaires/riverside"
    sent = _linked_answer()
    assert sent.response.status_code == 303, sent.text
    response = Response.objects.get()
    assert not PooledAnswers.objects.exists()
    counts = {(t.question, t.value): t.count for t in Tally.objects.all()}
    assert counts["", ""] == counts["uses", "walking"] == counts["age", "30"] == counts["fish", ""] == 1
    assert ("fish", "ayu") not in counts
    _linked_answer()
    erase(response.person_id, actor=SETTER, now=NOW)
    assert Tally.objects.get(question="", value="").count == 1


def _before_sending(monkeypatch) -> Visitor:
    """Somebody, hurried as they may be, whose linked answers wait to be sent."""
    panel_policy()
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICKEST", NOW - NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICK", NOW - NOW)
    opened(linked=True)
    visitor = Visitor()
    visitor.press(visits="never", age="77")
    visitor.press(nps="3")
    return visitor


def test_whoever_leaves_an_address_waits_where_the_mail_can_be_sent_again(monkeypatch):
    visitor = _before_sending(monkeypatch)
    place = visitor.press("send", email="panel@example.org").response.headers["Location"]
    assert place.startswith("/en/waiting/")
    page = visitor.client.get(place).content.decode()
    assert "pa•••@example.org" in page
    assert "Send the message again" in page


def test_linked_answers_on_a_page_that_was_open_for_days_can_be_sent_after_another_look(monkeypatch):
    visitor = _before_sending(monkeypatch)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=2))
    visitor.press("send")
    assert (visitor.response.status_code, "open for more than a day" in visitor.text) == (422, True)
    assert visitor.press("send").response.status_code == 303
    assert Submission.objects.count() == 1


def test_the_first_answer_may_come_by_the_api():
    charter = panel_policy()
    opened(linked=True)
    form = charter.form("river-panel")
    assert form
    said = {"answers": 'version = 1\nvisits = "never"', "notice": notices(charter, form)["en"].digest, "lang": "en"}
    sent = Client().post("/api/v1/forms/river-panel/submissions", json.dumps(said), content_type="application/json")
    assert sent.status_code == 202, sent.content.decode()
    assert Response.objects.count() == Tally.objects.get(question="", value="").count == 1
    assert Poll.objects.get().answered


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes_at": NOW}, "It is not accepting answers at the moment."),
        ({"opens_at": NOW + timedelta(days=9999)}, "It is not accepting answers at the moment."),
        ({"state": PollState.CLOSED}, "It is not accepting answers at the moment."),
        ({}, "All places for answers like these are taken."),
    ],
)
def test_the_api_takes_no_answers_that_the_page_would_not_take(change: dict[str, object], said: str):
    charter = panel_policy()
    version = opened(replace(sample(), quotas=(Quota("rare", 'visits == "never"', 1),)), linked=True)
    form = charter.form("river-panel")
    assert form
    QuotaCount.objects.update(taken=0 if change else 1)
    Poll.objects.filter(slug=version.poll_id).update(**change)
    data = {"answers": 'version = 1\nvisits = "never"', "notice": notices(charter, form)["en"].digest, "lang": "en"}
    sent = Client().post("/api/v1/forms/river-panel/submissions", json.dumps(data), content_type="application/json")
    assert (sent.status_code, said in sent.content.decode()) == (409, True), sent.content.decode()
    assert not Submission.objects.exists()
    assert QuotaCount.objects.get().taken == (0 if change else 1)


def test_a_place_is_given_back_where_the_answers_are_not_kept(monkeypatch):
    charter = panel_policy()
    opened(replace(sample(), quotas=(Quota("rare", 'visits == "never"', 1),)), linked=True)
    form = charter.form("river-panel")
    assert form
    data = {"answers": 'version = 1\nvisits = "never"', "notice": notices(charter, form)["en"].digest, "lang": "en"}

    def broken(**_all: object) -> None:
        raise StaleVersion("stale")

    monkeypatch.setattr("azukari.core.forms.keep.receive", broken)
    for _again in range(2):
        sent = Client().post("/api/v1/forms/river-panel/submissions", json.dumps(data), content_type="application/json")
        assert sent.status_code == 422, sent.content.decode()
        assert QuotaCount.objects.get().taken == 0


def test_answers_that_no_page_would_take_are_refused_at_the_api_as_well():
    charter = panel_policy()
    opened(linked=True)
    form = charter.form("river-panel")
    assert form
    data = {"notice": notices(charter, form)["en"].digest}
    assert isinstance(examine(charter, form, {**data, "answers": 'version = 1\nvisits = "weekly"'}, lang="en"), Answers)
    for wrong in ("hello", 'version = 1\nvisits = "often"', 'version = 9\nvisits = "weekly"', "version = 1"):
        assert not isinstance(examine(charter, form, {**data, "answers": wrong}, lang="en"), Answers), wrong


def test_linked_answers_are_read_in_the_words_of_their_version():
    charter = panel_policy()
    opened(linked=True)
    form = charter.policy.forms["river-panel"]
    kept = to_text(1, {"visits": "weekly", "age": 30, "uses": ("walking", "fishing")})
    assert kinds.in_words(form, form.field("answers"), kept, "en").split("\n") == [
        "How often do you go? – Every week",
        "Your age: 30",
        "What do you do there? – Walking, Fishing",
    ]
    assert "年齢：30" in kinds.in_words(form, form.field("answers"), kept, "ja")
    assert kinds.in_words(form, form.field("answers"), "not our text", "en") == "not our text"
    assert kinds.in_words(form, None, "a reply", "en") == "a reply"


def test_answers_that_come_twice_are_kept_once_and_thanked_twice():
    opened()
    visitor = _to_the_end(Visitor())
    visitor.press(more="Nothing")
    filled = visitor.inputs
    for _ in range(2):
        visitor.inputs = filled
        assert visitor.press("send").response.headers["Location"] == "/en/questionnaires/riverside/thanks"
    assert PooledAnswers.objects.count() == 1
    Poll.objects.update(state=PollState.CLOSED)
    visitor.inputs = filled
    assert visitor.press("send").response.status_code == 303
    visitor.inputs = {**filled, "age": ["31"]}
    assert visitor.press("send").response.status_code == 409
    Poll.objects.update(state=PollState.OPEN)
    assert visitor.press("send").response.status_code != 409


def test_the_same_answers_of_another_page_are_other_answers():
    opened()
    for _ in range(2):
        visitor = _to_the_end(Visitor())
        visitor.press(more="Nothing")
        assert visitor.press("send").response.status_code == 303
    assert PooledAnswers.objects.count() == 2


def test_linked_answers_that_come_twice_are_kept_once(monkeypatch):
    panel_policy()
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICKEST", NOW - NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICK", NOW - NOW)
    opened(linked=True)
    visitor = _to_the_end(Visitor())
    visitor.press(more="Nothing")
    filled = visitor.inputs
    for _ in range(2):
        visitor.inputs = filled
        assert visitor.press("send", email="hana@example.org").response.status_code == 303
    Poll.objects.update(state=PollState.CLOSED)
    visitor.inputs = filled
    assert visitor.press("send", email="hana@example.org").response.status_code == 303
    assert Submission.objects.count() == 1


def _at_the_end() -> Visitor:
    visitor = _to_the_end(Visitor())
    visitor.press(more="Nice")
    return visitor


def test_answers_are_judged_without_a_look_at_the_database_before_they_are_kept():
    opened()
    visitor = _at_the_end()
    with CaptureQueriesContext(connection) as asked:
        assert visitor.press("send").response.status_code == 303
    first = next(each["sql"] for each in asked if not each["sql"].startswith("SAVEPOINT"))
    assert "SELECT digest FROM charter_charter" in first  # whether what was remembered still rules
    assert sum(each["sql"].startswith("SELECT") for each in asked) == 4  # of which two: the key, the quotas
    assert PooledAnswers.objects.count() == 1


def test_a_version_is_remembered_only_with_what_it_asks(monkeypatch):
    """Another database may have been put in place, which has not the version."""
    version = opened()
    visitor = _at_the_end()
    other = Version(id=uuid4(), poll=version.poll, number=1, linked=False)
    monkeypatch.setitem(asked_version._asked, ("riverside", 1), other)
    assert visitor.press("send").response.status_code == 303
    assert PooledAnswers.objects.get().version == version


def _close() -> None:
    Poll.objects.update(state=PollState.CLOSED)


def _end() -> None:
    Poll.objects.update(closes_at=NOW)


def _ask_otherwise() -> None:
    Poll.objects.update(linked=True, form="river-panel")


@pytest.mark.parametrize("change", [_close, _end, _ask_otherwise])
def test_what_was_remembered_of_a_questionnaire_keeps_nothing_that_it_does_not_take_now(change):
    opened()
    visitor = _at_the_end()
    change()
    assert visitor.press("send").response.status_code in (404, 409)
    assert not PooledAnswers.objects.exists()


def test_answers_are_kept_where_the_policy_or_the_version_changed_and_takes_them():
    version = opened()
    visitor = _at_the_end()
    panel_policy()
    Poll.objects.update(draft={**version.poll.draft, "lead": {"ja": "別", "en": "Other"}})
    publish("riverside", revision=None, actor=SETTER, now=NOW)
    assert visitor.press("send").response.status_code == 303
    assert PooledAnswers.objects.get().version == version
