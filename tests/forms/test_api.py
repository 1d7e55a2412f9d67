"""The API: the same fields, checks and door as the page, answered in JSON."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from azukari.core.forms import challenge
from azukari.core.forms.intake_view import submissions
from azukari.core.forms.models import Channel, SpentChallenge, Submission, Suspicion
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.lib.instance import Limits
from tests.cast import NOW
from tests.forms.by_program import API, DOOR, solved
from tests.forms.filled import MEMBER


@pytest.fixture
def form(client: Client, charter: Current) -> dict:
    """The form as a program gets it."""
    response = client.get(f"{API}/membership")
    assert response.headers["Cache-Control"] == "no-store"
    return response.json()


def send(client: Client, data: object, door: str = DOOR, **more):
    body = data if isinstance(data, bytes) else json.dumps(data)
    return client.post(door, body, **{"content_type": "application/json", **more})


@pytest.fixture
def whole(form: dict) -> dict:
    """A submission that passes."""
    return {**MEMBER, "lang": "en", "notice": form["notice"]["en"]["digest"]}


def limits(**changed: int):
    return override_settings(AZUKARI=replace(settings.AZUKARI, limits=Limits(**changed)))


def nothing_stored() -> bool:
    return not Submission.objects.exists() and not SealedValue.objects.exists()


def test_the_list_and_the_schema_come_from_the_policy(client: Client, charter: Current, form: dict):
    listed = client.get(API).json()
    assert [entry["slug"] for entry in listed] == list(charter.policy.forms)
    known = charter.policy.forms["membership"]
    schema = form["schema"]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {f.id for f in known.fields if f.required} | {"notice", "lang"}
    assert {f.id for f in known.fields} < set(schema["properties"])
    assert schema["properties"]["notice"]["enum"] == [form["notice"][lang]["digest"] for lang in form["notice"]]


def test_a_submission_is_taken_in(client: Client, whole: dict):
    response = send(client, whole | {"consent.magazine": True, "phone": None, "fax": ""})
    assert response.status_code == 202
    submission = Submission.objects.get()
    assert response.json() == {"id": str(submission.id), "confirmation": "mail"}
    assert response.headers["Cache-Control"] == "no-store"
    assert (submission.channel, submission.lang, submission.consents) == (Channel.API, "en", "magazine")


def test_no_address_no_confirmation(client: Client, charter: Current):
    survey = client.get(f"{API}/riverside-survey").json()
    data = {"visits": "never", "uses": ["fishing"], "lang": "ja", "notice": survey["notice"]["ja"]["digest"]}
    assert send(client, data, f"{API}/riverside-survey/submissions").json()["confirmation"] == "none"


def test_everything_wrong_is_named_and_nothing_repeated(client: Client, whole: dict):
    wrong = whole | {"birthdate": "Zanzibar-7", "email": "Zanzibar-7", "phone": 7, "notice": "stale"}
    del wrong["name"]
    response = send(client, wrong)
    assert response.status_code == 422
    found = {error["field"]: error["code"] for error in response.json()["errors"]}
    assert found == {
        "birthdate": "unknown",
        "name": "missing",
        "email": "format",
        "phone": "type",
        "notice": "stale",
    }
    assert "Zanzibar-7" not in response.content.decode()
    assert nothing_stored()


@pytest.mark.parametrize(("lang", "word"), [("ja", "ご記入ください"), ("en", "Please fill in")])
def test_messages_speak_the_language_of_the_notice(client: Client, form: dict, whole: dict, lang: str, word: str):
    response = send(client, whole | {"lang": lang, "notice": form["notice"][lang]["digest"], "name": ""})
    assert word in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("lang", [None, "", "fr", 1, ["en"]])
def test_a_language_that_no_notice_has(client: Client, whole: dict, lang: object):
    response = send(client, whole | {"lang": lang})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "lang"


@pytest.mark.parametrize("notice", [None, "", 7, True, ["a"], {}])
def test_a_submission_has_to_name_the_notice_that_was_shown(client: Client, whole: dict, notice: object):
    response = send(client, whole | {"notice": notice})
    assert [(e["field"], e["code"]) for e in response.json()["errors"]] == [("notice", "notice")]


def test_the_notice_of_the_other_language_is_stale(client: Client, form: dict, whole: dict):
    response = send(client, whole | {"notice": form["notice"]["ja"]["digest"]})
    assert [e["code"] for e in response.json()["errors"]] == ["stale"]


@pytest.mark.parametrize(
    ("body", "type", "status"),
    [
        (b" ", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"1", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b'{"a": "' + b"x" * 300_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_is_none(client: Client, charter: Current, body: bytes, type: str, status: int):
    response = send(client, body, content_type=type)
    assert response.status_code == status
    assert response.json()["detail"]


def test_the_door_itself_takes_no_more_than_it_can_whatever_stands_before_it(charter: Current):
    request = RequestFactory().post(DOOR, b'{"a": "' + b"x" * 300_000 + b'"}', content_type="application/json")
    with translation.override("en"):
        response = submissions(request, "membership")
    assert (response.status_code, "Nothing was stored" in json.loads(response.content)["detail"]) == (413, True)


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_told_which_one(client: Client, charter: Current, method: str):
    response = getattr(client, method)(DOOR)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


def test_a_form_that_is_not_there_or_not_open(client: Client, whole: dict, monkeypatch: pytest.MonkeyPatch):
    assert client.get(f"{API}/nothing").status_code == 404
    assert send(client, whole, f"{API}/nothing/submissions").status_code == 404
    monkeypatch.setattr("azukari.core.forms.intake_view.timezone.now", lambda: NOW.replace(year=2029))
    assert send(client, whole, f"{API}/plastic-free-river/submissions").status_code == 409
    assert nothing_stored()


def test_a_solved_challenge_passes_over_the_limit_once(
    client: Client, form: dict, whole: dict, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(challenge, "FEWEST", 1)
    monkeypatch.setattr(challenge, "MOST", 3)
    with limits(submissions_per_network=1):
        assert send(client, whole).status_code == 202
        refused = send(client, whole)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        payload = solved(client.get(f"{API}/membership").json())
        assert send(client, whole | {"altcha": payload}).status_code == 202
        again = send(client, whole | {"altcha": payload})
        assert again.status_code == 422
        assert again.json()["errors"][0]["code"] == "altcha"
    assert SpentChallenge.objects.count() == 1
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("altcha", ["x", b64encode(b"{}").decode(), 7])
def test_a_false_proof_is_refused(client: Client, whole: dict, altcha: object):
    assert send(client, whole | {"altcha": altcha}).status_code == 422
    assert nothing_stored()


def test_a_form_sends_only_so_many_mails_an_hour_and_keeps_the_rest_apart(client: Client, whole: dict):
    with limits(confirmations_per_form=1):
        assert send(client, whole).json()["confirmation"] == "mail"
        assert send(client, whole | {"email": "other@example.org"}).json()["confirmation"] == "review"
    assert Message.objects.count() == 1
    assert Suspicion.objects.get().reasons == "crowded"


def test_what_is_kept_apart_or_goes_to_a_full_mailbox_uses_up_nobody_s_mails(client: Client, whole: dict):
    """Else ten posts of a robot shut the form for everybody."""
    robot = whole | {"name": "https://a.example/", "email": "robot@example.org"}
    with limits(confirmations_per_form=2, confirmations_per_address=1):
        for _post in range(5):
            assert send(client, robot).json()["confirmation"] == "review"
        for _post in range(5):
            assert send(client, whole).json()["confirmation"] == "mail"
        assert send(client, whole | {"email": "other@example.org"}).json()["confirmation"] == "mail"
        assert send(client, whole | {"email": "third@example.org"}).json()["confirmation"] == "review"
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "spelling", ["hana+list@example.org", "HANA@Example.org", "ｈａｎａ＠example.org", "hana+@example.org"]
)
def test_one_mailbox_has_one_budget_however_it_is_spelt(client: Client, whole: dict, spelling: str):
    with limits(confirmations_per_address=1):
        for email in ("hana@example.org", spelling):
            assert send(client, whole | {"email": email}).status_code == 202
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("postcode", "found"),
    [("100-0001", ["東京都千代田区千代田"]), ("４９８ー００００", ["愛知県弥富市", "三重県桑名郡木曽岬町"]), ("x", [])],
)
def test_addresses_of_a_postcode(client: Client, db: None, postcode: str, found: list[str]):
    response = send(client, {"postcode": postcode}, "/api/v1/addresses")
    assert response.json() == {"addresses": found}
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("data", [{}, {"postcode": 1}, {"postcode": "1" * 50}, {"postcode": "1", "x": "Zanzibar-7"}])
def test_a_lookup_that_is_none(client: Client, db: None, data: dict):
    response = send(client, data, "/api/v1/addresses")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"]
    assert "Zanzibar-7" not in response.content.decode()


def test_the_description_names_every_answer(client: Client, charter: Current):
    described = client.get("/api/v1/openapi.json").json()
    door = described["paths"]["/api/v1/forms/{slug}/submissions"]["post"]
    assert set(door["responses"]) == {"202", "400", "404", "405", "409", "413", "415", "422", "429", "503"}
    assert set(described["paths"]) == {
        "/api/v1/forms",
        "/api/v1/forms/{slug}",
        "/api/v1/forms/{slug}/submissions",
        "/api/v1/addresses",
        "/api/v1/people",
        "/api/v1/people/{id}",
        "/api/v1/submissions",
        "/api/v1/members",
        "/api/v1/members/{number}/pause",
        "/api/v1/members/{number}/pause/end",
        "/api/v1/members/{number}/reinstatement",
        "/api/v1/shifts",
        "/api/v1/campaigns",
        "/api/v1/campaigns/{slug}",
        "/api/v1/signatures",
        "/api/v1/feedback",
        "/api/v1/transfers",
        "/api/v1/transfers/{id}/pages",
        "/api/v1/instructions",
        "/api/v1/instructions/{id}/acknowledgement",
        "/api/v1/instructions/{id}/done",
        "/api/v1/agent/{agent_id}",
        "/api/v1/data-rights-request",
        "/api/v1/data-rights-request/{request_id}",
    }
