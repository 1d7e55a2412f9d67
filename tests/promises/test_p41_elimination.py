"""P41: what was erased is unfindable anywhere; only a tombstone and what a law obliges us to keep remain, named."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.consent.signed_receipt import verify
from azukari.core.ledger import tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.proof import check
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Tombstone, Trail
from azukari.core.vault.erase import KeptByLaw, erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import Erasure, PersonKey, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.retention import expire
from azukari.core.vault.scan import remains, scan
from azukari.core.vault.withdraw import withdraw
from azukari.demo.people import fill_in
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service import certificate, sign_in
from azukari.shells.self_service.models import OwnSession, SignIn
from tests.rights.desk import Own, come_in


def me(known) -> Actor:
    return Actor(ActorKind.PERSON, str(known.id))


def test_nothing_of_the_person_is_left_in_any_table(amelia, present):
    page = come_in(amelia.email, present)
    sign_in.request(amelia.email, network="", lang="en", now=present)
    assert remains(amelia.id), "The scan must find somebody who is there."
    answer = page.post("/erase")
    assert answer.status_code == 303
    assert remains(amelia.id) == []
    assert {(f.table, f.column) for f in scan(amelia.id)} == {
        ("people_tombstone", "person_id"),
        ("people_removal", "person_id"),
        ("people_removal", "about"),
        ("vault_erasure", "person_id"),
    }
    assert confirmed_person(amelia.email) is None
    assert not OwnSession.objects.exists()
    assert not SignIn.objects.filter(person__isnull=False).exists()
    assert page.client.get("/en/me/archive").status_code == 303
    assert Tombstone.objects.filter(person_id=amelia.id).exists()


def test_what_only_one_use_needs_can_be_erased_while_it_is_used_and_there_are_others(hanako, present):
    page = come_in(hanako.email, present)
    assert _erasable(page) == {"membership", "magazine"}, "The books are the law's."
    withdraw(hanako.id, purpose="magazine", actor=me(hanako), now=present)
    assert _erasable(page) == set(), "Of one use alone everything is erased."


def _erasable(page: Own) -> set[str]:
    return set(re.findall(r'href="/en/me/erase/([a-z-]+)"', page.get()))


def test_the_certificate_says_what_went_and_needs_no_session(amelia, present):
    before = SealedValue.objects.filter(person_id=amelia.id).count()
    answer = come_in(amelia.email, present).post("/erase")
    integrate_all(present)
    page = Client().get(answer["Location"])
    assert page.status_code == 200
    html = page.content.decode()
    assert "Certificate of erasure" in html
    assert "Nothing is kept." in html
    assert "<dd>Everything about you</dd>" in html
    assert amelia.email not in html
    assert str(amelia.id) not in html
    document = Client().get(answer["Location"] + ".json").json()
    values = [item for item in document["items"] if item["what"] == "value"]
    assert sum(item["count"] for item in values) == before
    assert all(item["left"] == 0 for item in document["items"])
    assert document["kept"] == []
    assert str(amelia.id) not in str(document)
    proven = check(document["ledger"]["proof"], tree.verifier())
    assert proven.kind == "vault:person:erased"
    assert document["id"] in proven.payload


def test_the_link_to_a_certificate_ends(amelia, present):
    token = come_in(amelia.email, present).post("/erase")["Location"].rpartition("/")[2]
    end, day = present + certificate.OPEN_FOR, timedelta(days=1)
    assert certificate.LINK.opened(token, now=end - day).finished_at
    with pytest.raises(LinkClosed):
        certificate.LINK.opened(token, now=end + day)


def test_the_certificate_is_signed(amelia, present, settings):
    import base64

    answer = come_in(amelia.email, present).post("/erase")
    document = Client().get(answer["Location"] + ".json").json()
    key = base64.b64decode(document["signature"]["publicKey"])
    wrong = "The signature does not fit"
    assert not any(line.startswith(wrong) for line in verify(document, key))
    assert any(line.startswith(wrong) for line in verify({**document, "number": "E-1"}, key))


def test_what_a_law_keeps_is_named_restricted_and_ends(hanako, membership_desk, present):
    answer = come_in(hanako.email, present).post("/erase")
    html = Client().get(answer["Location"]).content.decode()
    assert "A law obliges us: the Corporation Tax Act of Japan" in html
    assert "<dd>Everything about you that no law obliges us to keep</dd>" in html
    left = SealedValue.objects.filter(person_id=hanako.id)
    assert {value.field for value in left} == {"name", "address"}
    assert all(value.token is None for value in left)
    assert {grant.purpose for grant in Grant.objects.filter(person_id=hanako.id)} == {"dues-record"}
    assert not Trail.objects.filter(person_id=hanako.id).exists()
    assert not Message.objects.filter(person_id=hanako.id).exists()
    assert confirmed_person(hanako.email) is None
    with pytest.raises(Refused):
        release(
            [hanako.id],
            purpose="membership",
            categories=frozenset({Category.NAME}),
            actor=membership_desk.actor,
            reason=Reason.SERVICE,
            now=present,
        )
    opened = release(
        [hanako.id],
        purpose="dues-record",
        categories=frozenset({Category.NAME}),
        actor=membership_desk.actor,
        reason=Reason.SERVICE,
        now=present,
    )
    assert [value.field for value in opened[hanako.id]] == ["name"]
    assert expire(present + timedelta(days=7 * 365)) == 0
    assert expire(present + timedelta(days=7 * 365 + 3)) == 1
    assert [f for f in remains(hanako.id) if f.table != "vault_erasure"] == []


def test_the_keys_of_the_past_are_gone_with_what_a_law_keeps(hanako, present):
    old = set(PersonKey.objects.filter(person_id=hanako.id, use="ledger").values_list("id", flat=True))
    erase(hanako.id, actor=me(hanako), now=present)
    new = set(PersonKey.objects.filter(person_id=hanako.id, use="ledger").values_list("id", flat=True))
    assert len(new) == 1
    assert not old & new


def test_one_purpose_goes_and_the_others_stay(charter, amelia, present):
    fill_in(amelia.visitor, charter.policy.forms["membership"], charter, now=present - timedelta(hours=1))
    page = come_in(amelia.email, present)
    answer = page.post("/erase/volunteers")
    assert answer.status_code == 303
    done = Erasure.objects.get()
    gone = {item["category"] for item in done.items if item["what"] == "value" and item["left"] < item["count"]}
    assert "message" in gone
    assert page.client.get("/en/me").status_code == 200
    assert "Become a member" in page.get()
    paper = Client().get(answer["Location"]).content.decode()
    assert "Data used only for “Volunteering”" in paper
    assert "It continues, as you asked." in paper


def test_an_obligation_cannot_be_erased_on_its_own(own, hanako, present):
    assert own.post("/erase/dues-record").status_code == 404
    with pytest.raises(KeptByLaw):
        erase(hanako.id, actor=me(hanako), now=present, purpose="dues-record")
    assert not Erasure.objects.exists()


def test_what_has_ended_is_not_erased_by_its_purpose(own):
    own.post("/withdraw/magazine")
    own.get("/erase/magazine", status=404)
    assert own.post("/erase/magazine").status_code == 404
    assert not Erasure.objects.exists()


def test_it_says_before_what_it_does_after(own, hanako):
    html = own.get("/erase")
    promised_gone, promised_kept = html.split("What we keep, and why")
    assert "Email address" in promised_gone.split("This will be erased")[1]
    assert "Postal address" in promised_kept
    assert Person.objects.filter(id=hanako.id, confirmed_at__isnull=False).exists()


def test_a_get_erases_nothing(own, hanako):
    for path in ("/erase", "/erase/membership", "/erase/magazine"):
        own.get(path)
        own.client.head(f"/en/me{path}")
    assert not Erasure.objects.exists()
