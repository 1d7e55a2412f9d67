"""P42: what a person takes along is what the database holds, no less, no more; opened here without the vault's code."""

import json
from datetime import timedelta

import jsonschema_rs
import pytest

from azukari.core.cases import lifecycle
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger import tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.proof import check
from azukari.core.people.models import Trail
from azukari.core.vault.models import SealedValue
from azukari.demo.people import fill_in
from azukari.policy.casework import CaseKind
from azukari.shells.self_service.archive_schema import SCHEMA
from azukari.shells.self_service.events import ARCHIVE_TAKEN
from tests.promises.released import opened_by_hand
from tests.rights.casework import ask


def take(own):
    answer = own.post("/archive.json")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return json.loads(answer.content)


def test_the_values_are_those_of_the_database(charter, own, hanako, present):
    fill_in(hanako.visitor, charter.policy.forms["plastic-free-river"], charter, now=present - timedelta(hours=1))
    archive = take(own)
    assert {v["id"]: v["value"] for v in archive["values"]} == opened_by_hand(hanako.id)
    rows = {str(v.id): (v.field, v.category, sorted(v.purposes.split())) for v in SealedValue.objects.all()}
    assert {v["id"]: (v["field"], v["category"], v["collected_for"]) for v in archive["values"]} == rows


def test_grants_submissions_and_trail_are_those_of_the_database(own, hanako):
    archive = take(own)
    assert {g["id"] for g in archive["grants"]} == {str(g.id) for g in Grant.objects.filter(person_id=hanako.id)}
    held = archive["held"]["forms"]["submissions"]
    assert {s["id"] for s in held} == {str(s.id) for s in Submission.objects.filter(person_id=hanako.id)}
    entries = {str(t.entry_id) for t in Trail.objects.filter(person_id=hanako.id)}
    told = {e["entry"] for e in archive["trail"]}
    assert told <= entries
    assert len(entries - told) == 0


def test_nothing_of_another_person_is_in_it(own, hanako, amelia):
    text = json.dumps(take(own), ensure_ascii=False)
    for foreign in (amelia.email, amelia.visitor.name, amelia.visitor.phone, str(amelia.id), str(amelia.submission.id)):
        assert foreign not in text


def test_it_keeps_its_schema_which_is_public(own, client):
    archive = take(own)
    public = client.get("/ja/me/archive.schema.json").json()
    assert public == json.loads(json.dumps(SCHEMA))
    assert archive["$schema"] == "http://localhost/en/me/archive.schema.json"
    jsonschema_rs.meta.validate(public)
    jsonschema_rs.Draft202012Validator(public, validate_formats=True).validate(archive)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(public, {**archive, "values": [{"value": "?"}]})
    for part in ("values", "grants", "trail"):
        for member in archive[part][0]:
            wrong = [{**archive[part][0], member: 1.5}]
            assert not jsonschema_rs.is_valid(public, {**archive, part: wrong}), f"Anything will do for {member}."


def test_what_they_asked_for_is_in_it(own, hanako, officer, membership_desk, present):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=present, person=hanako.id)
    [asked] = take(own)["held"]["cases"]["requests"]
    assert (asked["id"], asked["kind"], asked["channel"]) == (str(case.id), "question", "phone")
    assert (asked["received"], asked["state"], asked["outcome"]) == (case.received_at.isoformat(), case.state, None)
    assert (asked["answered"], asked["kept_until"]) == (None, None)
    lifecycle.take_back(case, actor=officer.actor, now=present)
    [asked] = take(own)["held"]["cases"]["requests"]
    assert (asked["outcome"], asked["answered"]) == ("taken-back", None)
    assert asked["kept_until"] is not None


def test_each_step_is_proved_to_be_the_persons(own, present):
    integrate_all(present)
    placed = [entry for entry in take(own)["trail"] if entry["index"] is not None]
    assert placed
    for entry in placed:
        proven = check(entry["proof"], tree.verifier())
        assert (str(proven.id), proven.kind, proven.opened) == (entry["entry"], entry["kind"], True)
        assert json.loads(proven.payload) == entry["payload"]


def test_a_new_address_that_waits_is_in_it(own, hanako):
    email = SealedValue.objects.get(person_id=hanako.id, field="email")
    own.post(f"/value/{email.id}", email="hanako.new@example.org")
    archive = take(own)
    assert archive["proposed_address"]["value"] == "hanako.new@example.org"
    jsonschema_rs.validate(SCHEMA, archive)


def test_that_it_was_taken_is_recorded(own):
    archive = take(own)
    taken = [entry for entry in archive["trail"] if entry["kind"] == ARCHIVE_TAKEN.name]
    assert [entry["payload"]["archive"] for entry in taken] == [archive["archive"]]
    assert "You downloaded everything" in own.get()


def test_the_page_for_paper_shows_the_same_values(own, hanako):
    html = own.get("/archive")
    for row in opened_by_hand(hanako.id).values():
        assert row in html or row in ("regular", "supporting", "student")


def test_a_get_takes_nothing(own):
    assert own.client.get("/en/me/archive.json").headers["Location"] == "/en/me"
