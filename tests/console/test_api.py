"""The HTTP API for staff: by a token, for its purposes, through the same door; and tokens that die when they must."""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.accounts import readiness
from azukari.core.accounts.granting import change_duties
from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.staff import disable
from azukari.core.accounts.tokens import forget_ended, make
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.features.records import api as staff_api
from azukari.lib.rate import RateLimit
from azukari.shells.api import staff_token
from tests.console import desks

PEOPLE, SUBMISSIONS = "/api/v1/people", "/api/v1/submissions"
ASKED = {"purpose": "membership", "categories": "name", "reason": "service"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has budgets of its own."""
    monkeypatch.setattr(staff_token, "by_token", RateLimit(timedelta(minutes=1)))
    monkeypatch.setattr(staff_token, "by_network", RateLimit(timedelta(hours=1)))


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership", "magazine")


def token(user: User, published: Current, *purposes: str, days: int = 30) -> str:
    return make(user, "report", purposes, days=days, policy=published.policy, now=desks.moment())[1]


def program(words: str = "") -> Client:
    headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {words}"} if words else {})
    return Client(headers=headers)


@pytest.fixture
def asks(clerk: User, published: Current) -> Client:
    return program(token(clerk, published, "membership"))


def test_a_list_holds_references_and_states_alone(asks: Client):
    member = desks.register("membership")
    answer = asks.get(PEOPLE, {"purpose": "membership"})
    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert item.keys() == {"id", "state", "form", "since", "until"}
    assert (item["id"], item["state"], item["form"]) == (str(member.person), "living", "membership")
    assert desks.MARK not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert asks.get(PEOPLE, {"purpose": "membership", "state": "ended"}).json()["items"] == []


def test_a_person_is_opened_through_the_release_and_it_stands_on_their_trail(
    asks: Client, clerk: User, published: Current
):
    member = desks.register("membership")
    answer = asks.get(f"{PEOPLE}/{member.person}", {**ASKED, "categories": ["name", "phone"]})
    assert answer.status_code == 200
    values = {value["field"]: value["text"] for value in answer.json()["values"]}
    assert values == {"name": "Marker Aoba", "phone": "03-1234-5678"} or set(values) == {"name", "phone"}
    entries = recorded(list(Trail.objects.filter(person_id=member.person).values_list("entry_id", flat=True)))
    (opened,) = [entry for entry in entries if entry.kind is VALUE_RELEASED]
    row = StaffToken.objects.get(user=clerk)
    assert opened.payload == {
        "actor": f"staff:{clerk.reference}",
        "token": str(row.id),
        "purpose": "membership",
        "categories": ["name", "phone"],
        "reason": "service",
    }
    assert row.last_used_on == desks.moment().astimezone(ZoneInfo("Asia/Tokyo")).date()


def test_the_page_of_the_person_says_that_a_program_looked(asks: Client, clerk: User):
    member = desks.register("membership")
    asks.get(f"{PEOPLE}/{member.person}", ASKED)
    page = desks.browser(clerk).get(f"/console/people/{member.person}/").content.decode()
    assert f"a program of {clerk.name}" in page


def test_without_training_a_token_opens_no_more_than_its_owner(asks: Client, monkeypatch: pytest.MonkeyPatch):
    member, course = desks.register("membership"), {"ja": "研修を受けてください。", "en": "Take the course."}
    closed = readiness.Closed("ready.training", "training", course, "/console/training/")
    monkeypatch.setattr(readiness.register, "known", [lambda *_asked: closed])
    for answer in (asks.get(PEOPLE, {"purpose": "membership"}), asks.get(f"{PEOPLE}/{member.person}", ASKED)):
        assert answer.status_code == 403
        assert answer.json() == {
            "detail": "Take the course.",
            "code": "ready.training",
            "clause": "training",
            "link": "/console/training/",
        }


def test_what_may_be_a_robot_s_is_not_among_what_came_in(asks: Client):
    desks.register("membership")
    desks.register("membership", {"email": "robot@example.org"}, confirmed=False, suspected=Suspected(3, ("fast",)))
    answer = asks.get(SUBMISSIONS, {"form": "membership"}).json()
    assert (answer["total"], [item["state"] for item in answer["items"]]) == (1, ["accepted"])


def test_submissions_are_listed_by_state_and_date(asks: Client):
    desks.register("membership")
    desks.register("membership", {"email": "second-marker@example.org"}, confirmed=False)
    found = asks.get(SUBMISSIONS, {"form": "membership"}).json()
    assert (found["total"], found["pages"]) == (2, 1)
    assert {item["state"] for item in found["items"]} == {"pending", "accepted"}
    assert [i["state"] for i in asks.get(SUBMISSIONS, {"form": "membership", "state": "pending"}).json()["items"]] == [
        "pending"
    ]
    assert desks.MARK not in json.dumps(found)


def test_lists_come_page_by_page_and_end(asks: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staff_api, "PAGE", 1)
    desks.register("membership")
    desks.register("membership", {"email": "second-marker@example.org"})
    pages = [asks.get(SUBMISSIONS, {"form": "membership", "page": n}).json() for n in (1, 2, 3)]
    assert [len(page["items"]) for page in pages] == [1, 1, 0]
    assert pages[0]["items"] != pages[1]["items"]
    second: dict[str, str | int] = {"purpose": "membership", "page": 2}
    assert asks.get(PEOPLE, second).json()["items"] == []


@pytest.mark.parametrize(
    ("at", "asked", "code"),
    [
        (PEOPLE, {"purpose": "magazine"}, "release.outside-token"),  # of the owner's, not of the token's
        (PEOPLE, {"purpose": "volunteers"}, "release.outside-token"),
        (PEOPLE, {"purpose": "raffle"}, "release.unknown-purpose"),
        (PEOPLE, {"purpose": "own-access"}, "release.own-access-only-person"),
        (f"{PEOPLE}/{{member}}", {**ASKED, "purpose": "magazine"}, "release.outside-token"),
        (f"{PEOPLE}/{{member}}", {**ASKED, "categories": "message"}, "release.other-category"),
        (f"{PEOPLE}/{{volunteer}}", ASKED, "console.other-duty"),
        (SUBMISSIONS, {"form": "volunteers"}, "console.other-duty"),
        (SUBMISSIONS, {"form": "magazine"}, "console.other-duty"),
    ],
)
def test_what_the_token_is_not_for_is_refused_in_words_and_recorded(
    at: str, asked: dict[str, str], code: str, asks: Client
):
    member, volunteer = desks.register("membership"), desks.register("volunteers")
    before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
    answer = asks.get(at.format(member=member.person, volunteer=volunteer.person), asked)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert answer.json()["detail"]
    assert answer.json()["clause"]
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == before + 1
    assert desks.MARK not in answer.content.decode()


@pytest.mark.parametrize(
    ("at", "asked", "field"),
    [
        (PEOPLE, {}, "purpose"),
        (PEOPLE, {"purpose": "membership", "page": 0}, "page"),
        (PEOPLE, {"purpose": "membership", "since": "yesterday"}, "since"),
        (PEOPLE, {"purpose": "membership", "sort": "name"}, "sort"),
        (f"{PEOPLE}/no-id", ASKED, "id"),
        (f"{PEOPLE}/{{member}}", {**ASKED, "reason": "curiosity"}, "reason"),
        (f"{PEOPLE}/{{member}}", {**ASKED, "categories": "birthdate"}, "categories"),
        (SUBMISSIONS, {"form": "Membership!"}, "form"),
    ],
)
def test_what_makes_no_sense_is_named_by_its_field(at: str, asked: dict[str, str | int], field: str, asks: Client):
    member = desks.register("membership")
    answer = asks.get(at.format(member=member.person), asked)
    assert answer.status_code == 422
    assert any(field in error["field"] for error in answer.json()["errors"])


def test_what_makes_no_sense_is_not_repeated(asks: Client):
    member = desks.register("membership")
    wrong = dict.fromkeys(("purpose", "categories", "reason"), f"{desks.MARK}!")
    for at in (PEOPLE, f"{PEOPLE}/{member.person}", SUBMISSIONS):
        answer = asks.get(at, {**wrong, "since": desks.MARK, "form": f"{desks.MARK}!"})
        assert answer.status_code == 422
        assert desks.MARK not in answer.content.decode()


def test_what_was_written_where_a_name_belongs_is_not_repeated_whole(asks: Client):
    answer = asks.get(PEOPLE, {"purpose": "membership", f"{'a' * 70} {desks.MARK}": ""})
    assert [len(error["field"]) for error in answer.json()["errors"]] == [60]
    assert desks.MARK not in answer.content.decode()


def test_a_list_names_no_form_that_the_token_does_not_reach(clerk: User, published: Current):
    member = desks.register("membership", {"consent.magazine": True})
    (item,) = program(token(clerk, published, "magazine")).get(PEOPLE, {"purpose": "magazine"}).json()["items"]
    assert (item["id"], item["form"]) == (str(member.person), None)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer azk_no", "Basic azk_no", "Bearer  ", "Bearer azk_é"])
@pytest.mark.parametrize("at", [f"{PEOPLE}?purpose=membership", f"{SUBMISSIONS}?form=membership"])
def test_without_a_living_token_nothing_answers(header: str, at: str, published: Current):
    answer = Client(headers={"Authorization": header}).get(at)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_or_a_session_opens_nothing(clerk: User, published: Current):
    words = token(clerk, published, "membership")
    for name in ("token", "access_token", "authorization"):
        assert program().get(PEOPLE, {"purpose": "membership", name: words}).status_code == 401
    assert desks.browser(clerk).get(PEOPLE, {"purpose": "membership"}).status_code == 401


def test_a_token_dies_with_the_duty(asks: Client, clerk: User, published: Current):
    change_duties(clerk, ["magazine"], policy=published.policy, actor=desks.OPERATOR, now=desks.moment())
    assert asks.get(PEOPLE, {"purpose": "membership"}).status_code == 401
    assert not StaffToken.objects.exists()


def test_a_token_for_several_purposes_dies_whole_even_if_the_row_is_left(clerk: User, published: Current):
    words = token(clerk, published, "membership", "magazine")
    clerk.duties.filter(duty="magazine").delete()  # behind the verb's back
    assert program(words).get(PEOPLE, {"purpose": "membership"}).status_code == 401


def test_a_token_dies_with_its_owners_account(asks: Client, clerk: User):
    disable(clerk.email, actor=desks.OPERATOR, now=desks.moment())
    assert asks.get(PEOPLE, {"purpose": "membership"}).status_code == 401


def test_a_token_that_was_left_behind_opens_nothing_once_its_owner_is_gone(asks: Client, clerk: User):
    User.objects.filter(id=clerk.id).update(is_active=False)  # by whatever way: the token itself is still there
    assert StaffToken.objects.filter(user=clerk).exists()
    assert asks.get(PEOPLE, {"purpose": "membership"}).status_code == 401


def test_a_token_ends_on_its_day(asks: Client, monkeypatch: pytest.MonkeyPatch):
    later = desks.moment() + timedelta(days=30, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert asks.get(PEOPLE, {"purpose": "membership"}).status_code == 401
    assert forget_ended(later) == 0
    assert forget_ended(later + timedelta(days=30)) == 1


def test_a_token_that_asks_without_end_is_held_up(asks: Client, settings):
    limits = replace(django_settings.AZUKARI.limits, requests_per_token=3)
    settings.AZUKARI = replace(django_settings.AZUKARI, limits=limits)
    answers = [asks.get(PEOPLE, {"purpose": "membership"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_who_tries_out_tokens_is_held_up_and_a_good_one_from_there_is_not(asks: Client, settings):
    limits = replace(django_settings.AZUKARI.limits, unknown_tokens_per_network=3)
    settings.AZUKARI = replace(django_settings.AZUKARI, limits=limits)
    tried = [program(f"azk_{n}").get(PEOPLE, {"purpose": "membership"}).status_code for n in range(4)]
    assert tried == [401, 401, 401, 429]
    assert asks.get(PEOPLE, {"purpose": "membership"}).status_code == 200


def test_a_page_of_many_asks_the_database_no_more_than_one_of_few(asks: Client):
    desks.register("membership")
    asks.get(PEOPLE, {"purpose": "membership"})

    def asked(at: str, **data: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert asks.get(at, data).status_code == 200
        return len(queries)

    few = asked(PEOPLE, purpose="membership"), asked(SUBMISSIONS, form="membership")
    for number in range(5):
        desks.register("membership", {"email": f"m{number}-marker@example.org"})
    assert (asked(PEOPLE, purpose="membership"), asked(SUBMISSIONS, form="membership")) == few


def test_the_document_names_the_scheme(published: Current):
    document = Client().get("/api/v1/openapi.json").json()
    bearer = {"type": "http", "scheme": "bearer"}
    schemes = document["components"]["securitySchemes"]
    assert schemes == dict.fromkeys(("StaffToken", "RecipientToken", "AgentToken"), bearer)
    for at in ("people", "people/{id}", "submissions"):
        assert document["paths"][f"/api/v1/{at}"]["get"]["security"] == [{"StaffToken": []}]
    assert "security" not in document["paths"]["/api/v1/forms"]["get"]
