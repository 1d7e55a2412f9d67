"""Every address that strangers may POST to, out of the table of addresses: beyond the limit of the hour it answers 429,
says when to try again, and keeps what was typed. A person who makes mistakes is not shut out.
"""

import json
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms import challenge, submit
from azukari.core.policy_versions.current import Current
from azukari.features.agents import api as agents
from azukari.features.questionnaires.tests.visitor import Visitor, opened
from azukari.shells.api import staff_token
from azukari.shells.self_service import sign_in
from azukari.shells.staff.doors import door_of
from tests.cast import NOW
from tests.console.addresses import PAGES
from tests.forms.by_hand import EN, limits, post
from tests.forms.by_program import API, DOOR, solved
from tests.forms.filled import MEMBER, fresh_counters
from tests.forms.filled import opened as form_opened
from tests.leaks.addresses import Address, every

__all__ = ["fresh_counters"]
pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
MOST = 2
_BEHIND_SIGN_IN = {name for name, (_route, pattern) in PAGES.items() if door_of(pattern.callback)}
_FILLED: dict[str, Sequence[object]] = {
    "lang": ["en", "ja"],
    "slug": ["membership"],
    "number": [1],
    "token": ["no-token"],
    "key": ["no-key"],
    "purpose": ["magazine"],
    "recipient": ["kotori-mail"],
    "outcome": ["asked"],
    "scope": ["dues"],
    "year": [2026],
    "table": ["1"],
    "agent_id": ["no-agent"],
    "pk": [1],
    "size": [1],
    "width": [800],
}
_REGEX = ("/console/account/password/reset/key/1-no-key/", "/ledger/tile/0/x000/000", "/ledger/tile/entries/000")
_TOKEN = {"Authorization": "Bearer nobody-s-token"}


def _public(address: Address) -> bool:
    return not (address.route.startswith("/console/") and address.name in _BEHIND_SIGN_IN)


ADDRESSES = sorted({path for one in every() if _public(one) for path in one.filled(_FILLED)} | {*_REGEX})

_NONE: dict[str, str] = {}
_WITH_TOKEN = [(path, _TOKEN) for path in ADDRESSES if path.startswith("/api/")]


@pytest.fixture
def _ruled(charter: Current, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def _few() -> AbstractContextManager[object]:
    changed = {"posts_per_network": MOST, "submissions_per_network": MOST, "unknown_tokens_per_network": MOST}
    return limits(**changed)


@pytest.mark.usefixtures("_ruled", "fresh_limits_of_tokens")
@pytest.mark.parametrize(("path", "token"), [(path, _NONE) for path in ADDRESSES] + _WITH_TOKEN)
def test_what_is_sent_there_counts_whatever_is_wrong_with_it(path: str, token: dict[str, str]):
    client = Client(headers=token)
    with _few():
        many = MOST * 10 if path == "/s" else MOST
        refused = [client.post(path, "nonsense=1", content_type=FORM).status_code for _ in range(many)]
        assert 429 not in refused
        assert all(status < 500 for status in refused), refused
        answer = client.post(path, "nonsense=1", content_type=FORM)
    assert answer.status_code == 429, (refused, answer.content[:400])
    assert int(answer.headers["Retry-After"]) > 0
    words = answer.content.decode()
    if path.startswith("/ja/"):
        assert re.search("多いため|もう一度|しばらく", words)
    elif path.startswith("/en/"):
        assert "from your network within an hour" in words
    elif path.startswith("/api/"):
        assert json.loads(words)
    if path.startswith(("/en/", "/ja/")) and "/embed/" not in path:
        assert '<input type="hidden" name="nonsense" value="1">' in words, "what was typed is still there"


@pytest.fixture
def fresh_limits_of_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "_strangers", type(agents._strangers)(agents._strangers._window))
    monkeypatch.setattr(staff_token, "by_network", type(staff_token.by_network)(staff_token.by_network._window))


def test_the_table_has_the_addresses_of_each_feature():
    for begin in ("/en/forms/", "/ja/questionnaires/", "/en/me", "/api/v1/", "/s", "/hooks/", "/en/magazine/leave/"):
        assert any(path.startswith(begin) for path in ADDRESSES), begin
    assert len(ADDRESSES) > 150


@pytest.mark.usefixtures("_ruled")
def test_a_person_who_makes_ten_mistakes_still_gets_through(client: Client):
    typed = form_opened(client, EN) | MEMBER
    for _ in range(10):
        assert post(client, EN, {**typed, "email": "not an address"}).status_code == 422
    assert post(client, EN, typed).status_code == 200


@pytest.mark.usefixtures("_ruled")
@pytest.mark.parametrize("limit", ["submissions_per_network", "posts_per_network"])
def test_what_is_wrong_in_a_form_counts_and_stays_on_the_page(client: Client, limit: str):
    typed = form_opened(client, EN) | MEMBER | {"email": "not an address", "name": "Marker Aoba"}
    with limits(**{limit: MOST}):
        for _ in range(MOST):
            assert post(client, EN, typed).status_code == 422
        answer = post(client, EN, typed)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert 'value="Marker Aoba"' in answer.content.decode()


@pytest.mark.usefixtures("_ruled")
def test_what_is_wrong_in_a_submission_of_a_program_counts(client: Client):
    path = "/api/v1/forms/membership/submissions"
    with limits(submissions_per_network=MOST):
        bodies = [{"lang": "en"}, {"lang": "xx"}]
        sent = [client.post(path, json.dumps(body), content_type="application/json") for body in bodies]
        assert [one.status_code for one in sent] == [422, 422]
        answer = client.post(path, json.dumps(bodies[0]), content_type="application/json")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("_ruled")
def test_what_is_wrong_in_a_questionnaire_counts_and_stays_on_the_page():
    opened()
    visitor = Visitor()
    with limits(submissions_per_network=MOST):
        for _ in range(MOST):
            assert visitor.press(visits="weekly", age="old").response.status_code == 422
        answer = visitor.press(visits="weekly", age="old").response
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="old"' in answer.content.decode()


@pytest.mark.usefixtures("_ruled")
def test_no_address_at_the_sign_in_counts_and_stays_on_the_page(client: Client):
    with limits(sign_ins_per_network=MOST):
        for _ in range(MOST):
            assert client.post("/en/me", {"email": "marker at example"}).status_code == 422
        answer = client.post("/en/me", urlencode({"email": "marker at example"}), content_type=FORM)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "marker at example" in answer.content.decode()


def test_no_password_comes_back(client: Client, charter: Current):
    with limits(posts_per_network=1):
        sent = [client.post("/console/account/login/", {"login": "a@example.org", "password": "Marker"}) for _ in "12"]
    assert sent[1].status_code == 429
    assert "Marker" not in sent[1].content.decode()


def _reads(monkeypatch: pytest.MonkeyPatch, module: object, reader: str) -> list[object]:
    """What a function of a module is given from now on."""
    given, real = list[object](), getattr(module, reader)

    def counted(*what: object, **more: object) -> object:
        given.append(what)
        return real(*what, **more)

    monkeypatch.setattr(module, reader, counted)
    return given


@pytest.mark.usefixtures("charter")
@pytest.mark.parametrize("works", [False, True])
def test_a_program_beyond_the_limit_is_answered_before_anything_is_read(
    client: Client, monkeypatch: pytest.MonkeyPatch, works: bool
):
    """A proof of work stands for so many mistakes; what comes with it then counts for its network."""
    reads = _reads(monkeypatch, submit, "read")
    monkeypatch.setattr(submit, "TRIES_OF_WORK", MOST)
    monkeypatch.setattr(challenge, "FEWEST", 1)
    monkeypatch.setattr(challenge, "MOST", 3)
    body = {"lang": "en", "altcha": solved(client.get(f"{API}/membership").json()) if works else ""}
    taken = MOST * (1 + works)
    with limits(submissions_per_network=MOST):
        sent = [client.post(DOOR, json.dumps(body), content_type="application/json") for _ in range(taken + 2)]
    assert [one.status_code for one in sent] == [422] * taken + [429] * 2
    assert len(reads) == taken


@pytest.mark.usefixtures("_ruled")
def test_a_sign_in_beyond_the_limit_is_answered_before_the_address_is_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    reads = _reads(monkeypatch, sign_in, "well_formed")
    with limits(sign_ins_per_network=MOST):
        sent = [client.post("/en/me", {"email": "marker at example"}).status_code for _ in range(MOST + 2)]
    assert sent == [422] * MOST + [429] * 2
    assert len(reads) == MOST
