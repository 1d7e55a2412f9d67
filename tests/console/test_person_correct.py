"""Staff correct at a person's request: for a purpose of their duty, told by mail, the old words kept for the person."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from azukari.core.accounts.models import User
from azukari.core.ledger.events import Event
from azukari.core.ledger.models import Pending
from azukari.core.mail.letter import kind
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault import hooks
from azukari.core.vault.erase import erase
from azukari.core.vault.events import TRANSFER_MADE, VALUE_CORRECTED, VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.former import KEPT, forget_former, former_values
from azukari.core.vault.hooks import Corrected
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import FormerValue, Proposal, SealedValue
from azukari.core.vault.refusal import Refused
from azukari.core.vault.trail import record_about
from azukari.policy.terms import Act, Actor, ActorKind, Category
from azukari.shells.self_service import address
from azukari.shells.self_service.archive import take
from tests.charter.widened import Draft, publish_widened
from tests.console import desks

NEW = "Marker Corrected"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def member(published: Current) -> desks.Registered:
    return desks.register("membership")


def _value(registered: desks.Registered, field: str = "name") -> SealedValue:
    return SealedValue.objects.get(submission_id=registered.submission, field=field)


def _correct(client: Client, registered: desks.Registered, field: str = "name", **data: str):
    at = f"/console/people/{registered.person}/correct/{_value(registered, field).id}/"
    return client.post(at, {"purpose": "membership", **data})


def _save(client: Client, registered: desks.Registered, field: str = "name", **data: str):
    return _correct(client, registered, field, save="1", **{"channel": "phone", field: NEW, **data})


def _own(registered: desks.Registered) -> Actor:
    return Actor(ActorKind.PERSON, str(registered.person))


def test_the_opened_record_leads_to_the_field_and_the_sealed_one_does_not(clerk: User, member: desks.Registered):
    client, at = desks.browser(clerk), f"/console/people/{member.person}/"
    assert "/correct/" not in client.get(at).content.decode()
    opened = client.post(f"{at}open/", {"purpose": "membership", "reason": "check"}).content.decode()
    assert f"/correct/{_value(member).id}/" in opened
    page = _correct(client, member).content.decode()
    assert 'value="Marker Aoba"' in page


def test_what_is_right_takes_the_place_and_the_person_is_told(clerk: User, member: desks.Registered):
    client = desks.browser(clerk)
    answer = _save(client, member)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/console/people/{member.person}/?done=corrected#done",
    )
    assert "The entry has been corrected." in client.get(answer.headers["Location"]).content.decode()
    opened = client.post(f"/console/people/{member.person}/open/", {"purpose": "membership", "reason": "check"})
    assert NEW in opened.content.decode()
    assert "Marker Aoba" not in opened.content.decode()
    mail = Message.objects.get(kind="rights:corrected")
    assert mail.person_id == member.person
    event = Pending.objects.get(kind=VALUE_CORRECTED.name)
    assert mail.reference == event.id
    assert json.loads(event.payload)["channel"] == "phone"
    assert list(orphans(desks.moment())) == []


def test_the_mail_says_what_kind_of_data_it_was_and_never_what_it_says(
    clerk: User, member: desks.Registered, published: Current
):
    _save(desks.browser(clerk), member)
    message = Message.objects.get(kind="rights:corrected")
    with translation.override(message.lang):
        letter = kind(message.kind).build(message, desks.moment())
    assert letter is not None
    text = " ".join([letter.subject, *letter.paragraphs, *map(str, letter.after)])
    assert published.policy.categories[Category.NAME][message.lang] in text
    assert "電話" in text
    assert "Marker" not in text


def test_the_old_words_are_for_the_person_alone_and_for_a_while(clerk: User, member: desks.Registered):
    _save(desks.browser(clerk), member)
    now = desks.moment()
    (was,) = former_values(member.person, actor=_own(member), now=now)
    assert (was.text, was.channel) == ("Marker Aoba", "phone")
    look = json.loads(Pending.objects.filter(kind=VALUE_RELEASED.name).order_by("-id")[0].payload)
    assert (look["actor"], look["reason"], look["categories"]) == ("person", "own", ["name"])
    with pytest.raises(Refused):
        former_values(member.person, actor=Actor(ActorKind.STAFF, "1", frozenset({"membership"})), now=now)
    with pytest.raises(Refused):
        former_values(member.person, actor=Actor(ActorKind.PERSON, str(UUID(int=5))), now=now)
    assert former_values(member.person, actor=_own(member), now=now + KEPT) == ()
    forget_former(now + KEPT - timedelta(minutes=1))
    assert FormerValue.objects.count() == 1
    forget_former(now + KEPT)
    assert FormerValue.objects.count() == 0


def test_what_stands_on_a_form_of_another_duty_is_not_corrected_for_a_consent_there(published: Current):
    member = desks.register("membership", {"consent.magazine": True})
    answer = _correct(desks.browser(desks.staff("volunteers", "magazine")), member, "email", purpose="magazine")
    assert answer.status_code == 403  # the magazine's duty corrects nothing, and another duty's act does not reach it
    assert "aoba-marker" not in answer.content.decode()


def test_nor_where_that_duty_corrects_what_its_own_forms_ask(published: Current):
    def corrects_too(draft: Draft) -> None:
        draft["duties"]["magazine"]["acts"].append("correct")

    publish_widened(corrects_too, now=desks.moment())
    member = desks.register("membership", {"consent.magazine": True})
    answer = _correct(desks.browser(desks.staff("magazine")), member, "email", purpose="magazine")
    assert answer.status_code == 404
    assert "aoba-marker" not in answer.content.decode()


def test_both_stand_in_the_archive_and_go_with_the_person(clerk: User, member: desks.Registered):
    _save(desks.browser(clerk), member)
    archive = take(member.person, actor=_own(member), lang="en", now=desks.moment())
    assert [was["before"] for was in archive["corrections"]] == ["Marker Aoba"]
    assert NEW in {value["value"] for value in archive["values"]}
    erase(member.person, actor=_own(member), now=desks.moment())
    assert not FormerValue.objects.exists()


def test_a_new_address_counts_once_it_is_confirmed_and_never_makes_two_people_one(
    clerk: User, member: desks.Registered
):
    other = desks.register("membership", {"email": "other-marker@example.org"})
    answer = _save(desks.browser(clerk), member, "email", email="other-marker@example.org")
    assert answer.headers["Location"].endswith("?done=address-asked#done")
    assert {m.kind for m in Message.objects.filter(kind__startswith="rights:")} == {
        "rights:new-address",
        "rights:address-asked",
    }
    before = bytes(_value(member, "email").token or b"")
    proposal = Proposal.objects.get()
    token = address.LINK.token(proposal.id, expires=proposal.expires_at)
    with pytest.raises(LinkClosed):
        address.confirm(token, session=None, lang="en", now=desks.moment())
    assert bytes(_value(member, "email").token or b"") == before
    assert SealedValue.objects.filter(person_id=other.person, field="name").exists()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"name": ""}, "f-name"),
        ({"name": "Marker Aoba"}, "f-name"),
        ({"name": "x" * 5000}, "f-name"),
        ({"channel": ""}, "f-channel"),
        ({"channel": "carrier pigeon"}, "f-channel"),
    ],
)
def test_what_cannot_be_right_is_said_beside_it_and_changes_nothing(
    data: dict[str, str], error: str, clerk: User, member: desks.Registered
):
    answer = _save(desks.browser(clerk), member, **data)
    assert answer.status_code == 422
    assert f'href="#{error}"' in answer.content.decode()
    assert not FormerValue.objects.exists()
    assert not Pending.objects.filter(kind=VALUE_CORRECTED.name).exists()


def test_who_may_not_is_refused_and_recorded(member: desks.Registered, published: Current):
    for duties, data, code in (
        (("magazine",), {}, 403),
        (("membership",), {"purpose": "volunteers"}, 403),
        (("membership",), {"purpose": "own-access"}, 403),
        (("membership",), {"purpose": "dues-record"}, 302),
    ):
        before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
        user = desks.staff(*duties, email=f"{len(data)}{''.join(data.values())}{duties[0]}@staff.example.org")
        assert _save(desks.browser(user), member, **{"name": f"Marker {code}{data}"[:30], **data}).status_code == code
        assert (Pending.objects.filter(kind=VALUE_REFUSED.name).count() > before) == (code == 403)


def test_the_purpose_alone_is_not_enough_the_act_must_be_ones_own_too(published: Current):
    reader = desks.register("magazine")
    assert Act.CORRECT not in published.policy.duties["magazine"].acts
    answer = _save(desks.browser(desks.staff("magazine")), reader, purpose="magazine")
    assert answer.status_code == 403
    refused = Pending.objects.filter(kind=VALUE_REFUSED.name).get()
    assert json.loads(refused.payload)["code"] == "act.no-duty"


def test_a_value_given_to_another_duty_is_not_there(clerk: User, member: desks.Registered):
    volunteer = desks.register("volunteers", {"email": "aoba-marker@example.org"})
    value = _value(volunteer, "phone")
    for purpose, status in (("membership", 403), ("volunteers", 403)):
        answer = desks.browser(clerk).post(
            reverse("console-person-correct", args=[member.person, value.id]),
            {"purpose": purpose, "save": "1", "channel": "phone", "phone": "03-0000-0000"},
        )
        assert answer.status_code == status
    stranger = desks.register("membership", {"email": "stranger@example.org"})
    answer = desks.browser(clerk).post(
        f"/console/people/{stranger.person}/correct/{_value(member).id}/", {"purpose": "membership"}
    )
    assert answer.status_code == 404


def test_recipients_who_have_it_are_named_and_those_who_listen_hear_of_it(
    clerk: User, member: desks.Registered, published: Current, monkeypatch: pytest.MonkeyPatch
):
    heard: list[Corrected] = []
    monkeypatch.setattr(hooks.on_corrected, "known", [heard.append])
    slug, recipient = next(iter(published.policy.recipients.items()))
    with transaction.atomic():
        payload = {"actor": "system", "recipient": slug, "purpose": "membership", "categories": ["name"]}
        record_about([Event(TRANSFER_MADE, payload, member.person)], now=desks.moment())
    client = desks.browser(clerk)
    assert recipient.name["en"] in _correct(client, member).content.decode()
    assert recipient.name["en"] not in _correct(client, member, "phone").content.decode()
    _save(client, member)
    (told,) = heard
    assert (told.person, told.category, told.erased) == (member.person, "name", False)


def test_a_get_opens_nothing(clerk: User, member: desks.Registered):
    at = f"/console/people/{member.person}/correct/{_value(member).id}/"
    answer = desks.browser(clerk).get(at, {"purpose": "membership"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/console/people/{member.person}/")
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()
