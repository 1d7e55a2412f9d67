"""Staff suggest, the people decide: both confirmed addresses must say yes, and one alone learns and changes nothing."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from azukari.core.accounts import readiness
from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import DuplicatePair, Merge, PairState, SealedValue
from azukari.core.vault.pairing import LIFE, Side, forget_unanswered
from azukari.shells.self_service.merging import LETTERS, LINKS
from azukari.shells.self_service.session import open_session
from tests.console import desks
from tests.rights.desk import TOKEN

A, B = "aoba-marker@example.org", "blue-marker@example.org"
LIST = "/console/duplicates/"


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def pair(published: Current) -> DuplicatePair:
    """Two members with the same name and number, each with an address."""
    desks.register("membership", {"email": A})
    desks.register("membership", {"email": B})
    look_for_duplicates(desks.moment())
    return DuplicatePair.objects.get()


def _link(pair: DuplicatePair, side: Side) -> str:
    return f"/en/me/merge/{LINKS[side].token(pair.id, expires=desks.moment() + LIFE)}"


def _ask(user: User, pair: DuplicatePair, **data: str):
    return desks.browser(user).post(f"{LIST}{pair.id}/decide/", {"act": "ask", **data})


def _people() -> int:
    return Person.objects.filter(confirmed_at__isnull=False).count()


def test_the_list_and_the_pair_are_masked_until_opened_with_a_reason(clerk: User, pair: DuplicatePair):
    client = desks.browser(clerk)
    for at in (LIST, f"{LIST}{pair.id}/"):
        page = client.get(at).content.decode()
        assert "same name and phone number" in page
        assert desks.MARK not in page
    assert client.post(f"{LIST}{pair.id}/open/").status_code == 422
    opened = client.post(f"{LIST}{pair.id}/open/", {"reason": "check"}).content.decode()
    assert A in opened
    assert B in opened
    looks = [json.loads(look.payload) for look in Pending.objects.filter(kind=VALUE_RELEASED.name)]
    assert len(looks) == 2
    assert not {"answer", "message"} & {kind for look in looks for kind in look["categories"]}
    assert client.get(f"{LIST}{pair.id}/open/").status_code == 302


def test_with_one_postcode_in_common_addresses_are_not_told_as_the_same(clerk: User):
    places = (
        {"postcode": "198-0172", "address": "東京都青梅市沢井2丁目34-5"},
        {"postcode": "198-0172", "address": "沢井9"},
    )
    for mailbox, place in zip((A, B), places, strict=True):
        desks.register("membership", {"email": mailbox, **place})
    look_for_duplicates(desks.moment())
    at = f"{LIST}{DuplicatePair.objects.get().id}/open/"
    opened = desks.browser(clerk).post(at, {"reason": "check"}).content.decode()
    same = re.findall(r'<th scope="row">([^<]+?) <span class="badge">', opened)
    assert "Postal address" not in same
    assert "Name" in same


def test_both_addresses_are_asked_and_one_yes_changes_nothing(clerk: User, pair: DuplicatePair):
    assert _ask(clerk, pair).headers["Location"] == f"{LIST}?done=asked"
    assert set(Message.objects.filter(kind__in=LETTERS.values()).values_list("kind", "person_id")) == {
        (LETTERS[Side.FIRST], pair.first_id),
        (LETTERS[Side.SECOND], pair.second_id),
    }
    client = Client()
    page = client.get(_link(pair, Side.FIRST)).content.decode()
    assert desks.MARK not in page
    assert B not in page
    assert _people() == 2
    answered = client.post(_link(pair, Side.FIRST), {"answer": "yes"}).content.decode()
    assert B not in answered
    assert _people() == 2
    assert confirmed_person(A) != confirmed_person(B)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_is_asked_in_the_language_they_registered_in(clerk: User, pair: DuplicatePair, lang: str):
    Submission.objects.filter(person_id=pair.second_id).update(lang=lang)
    Submission.objects.filter(person_id=pair.first_id).update(lang="en")
    _ask(clerk, pair)
    asked = dict(Message.objects.filter(kind__in=LETTERS.values()).values_list("person_id", "lang"))
    assert asked == {pair.first_id: "en", pair.second_id: lang}


def test_the_second_yes_makes_them_one_and_it_is_told(clerk: User, pair: DuplicatePair):
    _ask(clerk, pair)
    first = Client().post(_link(pair, Side.FIRST), {"answer": "yes"})
    assert first.status_code == 200
    second = Client().post(_link(pair, Side.SECOND), {"answer": "yes"})
    assert "are now merged" in second.content.decode()
    assert confirmed_person(A) == confirmed_person(B) == pair.first_id
    page = desks.browser(clerk).get(f"/console/people/{pair.second_id}/", follow=True).content.decode()
    assert "Two records of one person became one" in page
    assert "Separate them" in page
    assert not DuplicatePair.objects.exists()


@pytest.mark.parametrize("after", [False, True])
def test_one_no_is_enough_to_keep_them_apart(after: bool, clerk: User, pair: DuplicatePair):
    _ask(clerk, pair)
    if after:
        Client().post(_link(pair, Side.FIRST), {"answer": "yes"})
    Client().post(_link(pair, Side.SECOND), {"answer": "no"})
    assert Client().post(_link(pair, Side.FIRST), {"answer": "yes"}).status_code == 410
    look_for_duplicates(desks.moment())
    assert DuplicatePair.objects.get().state == PairState.DECLINED
    assert _people() == 2


def test_a_link_works_once_on_its_own_side_and_in_time(clerk: User, pair: DuplicatePair):
    assert Client().get(_link(pair, Side.FIRST)).status_code == 410
    _ask(clerk, pair)
    link = _link(pair, Side.FIRST)
    for _ in range(2):
        assert Client().get(link).status_code == 200
    Client().post(link, {"answer": "yes"})
    assert Client().post(link, {"answer": "yes"}).status_code == 410
    assert _people() == 2
    assert Client().get("/en/me/merge/forged").status_code == 410
    DuplicatePair.objects.update(expires_at=desks.moment() - timedelta(seconds=1))
    assert Client().post(_link(pair, Side.SECOND), {"answer": "yes"}).status_code == 410
    forget_unanswered(desks.moment())
    assert DuplicatePair.objects.get().state == PairState.SUGGESTED


def test_what_the_grants_no_longer_allow_is_not_joined(clerk: User, pair: DuplicatePair):
    _ask(clerk, pair)
    Client().post(_link(pair, Side.FIRST), {"answer": "yes"})
    Grant.objects.filter(person_id=pair.second_id, purpose="membership").update(ends_at=desks.moment())
    Client().post(_link(pair, Side.SECOND), {"answer": "yes"})
    assert _people() == 2


def test_a_record_without_an_address_needs_a_check_by_staff_and_the_others_yes(clerk: User, pair: DuplicatePair):
    SealedValue.objects.filter(person_id=pair.second_id, category="email").delete()
    Person.objects.filter(id=pair.second_id).update(confirmed_at=None)
    answer = _ask(clerk, pair)
    assert answer.status_code == 422
    assert 'href="#f-check"' in answer.content.decode()
    assert _ask(clerk, pair, check="my feeling").status_code == 422
    assert not Message.objects.filter(kind__in=LETTERS.values()).exists()
    _ask(clerk, pair, check="in-person")
    assert set(Message.objects.filter(kind__in=LETTERS.values()).values_list("person_id", flat=True)) == {pair.first_id}
    assert _people() == 1
    Client().post(_link(pair, Side.FIRST), {"answer": "yes"})
    assert Merge.objects.get().survivor_id == pair.first_id
    assert confirmed_person(A) == pair.first_id


def test_an_unconfirmed_address_is_never_joined(clerk: User, pair: DuplicatePair):
    Person.objects.filter(id=pair.second_id).update(confirmed_at=None)
    assert _ask(clerk, pair, check="document").status_code == 403
    assert confirmed_person(B) is None


def test_two_people_are_not_suggested_again(clerk: User, pair: DuplicatePair):
    client = desks.browser(clerk)
    answer = client.post(f"{LIST}{pair.id}/decide/", {"act": "dismiss"})
    assert "They are two people" in client.get(answer.headers["Location"]).content.decode()
    assert client.get(f"{LIST}{pair.id}/").status_code == 404
    assert _ask(clerk, pair).headers["Location"].endswith("?done=gone")


def test_who_may_not_is_refused(pair: DuplicatePair, published: Current):
    for duty in sorted(published.policy.duties, key=lambda slug: slug == "membership"):
        user = desks.staff(duty)
        listed = desks.browser(user).get(LIST)
        assert listed.status_code == (200 if duty in ("membership", "privacy") else 403)
        assert (str(pair.id) in listed.content.decode()) == (duty == "membership")
        compared = desks.browser(user).get(f"{LIST}{pair.id}/")
        assert (compared.status_code == 200) == (duty == "membership")
        assert str(pair.first_id) not in compared.content.decode() or duty == "membership"
        for at, data in ((f"{LIST}{pair.id}/open/", {"reason": "check"}), (f"{LIST}{pair.id}/decide/", {"act": "ask"})):
            answer = desks.browser(user).post(at, data)
            assert desks.MARK not in answer.content.decode() or duty == "membership"
            assert answer.status_code == 403 or duty == "membership"
    assert _people() == 2


def test_somebody_whose_training_is_over_neither_compares_nor_decides(
    clerk: User, pair: DuplicatePair, monkeypatch: pytest.MonkeyPatch
):
    words = {"ja": "研修を受けてください。", "en": "Take the course again."}
    closed = readiness.Closed("ready.training-expired", "training.valid", words)
    monkeypatch.setattr(readiness.register, "known", [lambda *_asked: closed])
    client = desks.browser(clerk)
    for end, data in (("open/", {"reason": "check"}), ("decide/", {"act": "ask"}), ("decide/", {"act": "dismiss"})):
        answer = client.post(f"{LIST}{pair.id}/{end}", data)
        assert answer.status_code == 403
        assert "Take the course again." in answer.content.decode()
    assert DuplicatePair.objects.get().state == PairState.SUGGESTED


def _joined(pair: DuplicatePair, clerk: User) -> UUID:
    _ask(clerk, pair)
    for side in Side:
        Client().post(_link(pair, side), {"answer": "yes"})
    return Merge.objects.get().id


def test_staff_part_them_again(clerk: User, pair: DuplicatePair):
    id = _joined(pair, clerk)
    at = f"/console/people/{pair.first_id}/part/{id}/"
    assert desks.browser(clerk).get(at).status_code == 302
    assert desks.browser(desks.staff("magazine")).post(at).status_code == 403
    assert desks.browser(desks.staff("privacy")).post(at).status_code == 403
    client = desks.browser(clerk)
    assert "parted again" in client.get(client.post(at).headers["Location"]).content.decode()
    assert confirmed_person(A) != confirmed_person(B)
    assert client.post(at).status_code == 404


def test_the_person_parts_them_and_only_their_own(clerk: User, pair: DuplicatePair):
    id = _joined(pair, clerk)
    stranger = desks.register("volunteers")
    for person, status in ((stranger.person, 404), (pair.first_id, 200)):
        client = Client()
        client.cookies["azukari_me"] = open_session(person, now=desks.moment()).secret
        page = client.get("/en/me").content.decode()
        assert (f"/me/part/{id}" in page) == (status == 200)
        token = TOKEN.search(page)
        assert token is not None
        answer = client.post(f"/en/me/part/{id}", {"token": token[1]})
        assert answer.status_code == status
    assert confirmed_person(A) != confirmed_person(B)
    assert not re.search("What we hold", client.get("/en/me").content.decode())
