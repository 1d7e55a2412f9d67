"""The instance's secret is rotated: what it signed is good for its time, what it sealed opens, and then it is gone."""

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.test import Client, RequestFactory

from azukari.cli.secret_key import rotate_secret
from azukari.core.accounts import device, secret_rotation
from azukari.core.accounts.django_secret import follow
from azukari.core.accounts.models import User
from azukari.core.accounts.proof import is_good
from azukari.core.accounts.secret_rotation import begin, lost, outdated, retire, seal_anew
from azukari.core.cases.models import Case
from azukari.core.forms import challenge, form_timestamp, submit
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.transfers import confirming, spool
from azukari.core.transfers.instruct import ANSWER_WITHIN
from azukari.core.transfers.models import Instruction, Recipient, What
from azukari.core.transfers.models.register import Sort
from azukari.core.transfers.webhook import LEAD, our_keys
from azukari.core.vault import draft
from azukari.core.vault.models import Draft
from azukari.features.rights import post_code
from azukari.lib import instance_secret
from azukari.lib.instance import remove_beside_keys
from azukari.lib.token import TokenError, make
from azukari.lib.verb import Refusal
from azukari.shells.self_service.sign_in import LINK as SIGN_IN
from azukari.shells.worker.key_control import findings
from tests.console import desks
from tests.forms.by_program import solved as solved_challenge
from tests.key_folder import key_folder  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key_folder")]

NOW = datetime.now(UTC)
MOMENT = timedelta(seconds=1)
ECHO = MailedLink("echo", "echo", lambda row, _now: row)


def rotate(*, at: datetime = NOW, at_once: bool = False) -> None:
    """A rotation at a moment; the one before is as old as it was."""
    version = begin(at)
    os.utime(settings.AZUKARI.key_file("secret", version), (at.timestamp(), at.timestamp()))
    instance_secret._read.cache_clear()
    seal_anew()
    retire(at + MOMENT, at_once=at_once)
    follow(now=at + MOMENT)


@pytest.fixture(autouse=True)
def django_s_own():
    """Django's keys are put back as well."""
    before = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    yield
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before


@pytest.fixture
def member_of_staff() -> User:
    desks.publish()
    user = desks.staff("membership")
    RecoveryCodes.activate(user)
    return user


def totp_of(user: User) -> str:
    wrapped = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).wrap()
    assert isinstance(wrapped, TOTP)
    return str(secret_rotation.opened(wrapped.instance.data["secret"]))


def codes_of(user: User) -> list[str]:
    wrapped = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap()
    assert isinstance(wrapped, RecoveryCodes)
    return list(wrapped.get_unused_codes())


@pytest.mark.parametrize("at_once", [False, True])
def test_second_factors_are_sealed_again_over_two_rotations(member_of_staff: User, at_once: bool):
    codes = codes_of(member_of_staff)
    for turn in range(2):
        rotate(at=NOW + turn * timedelta(days=1), at_once=at_once)
        assert outdated() == []
        assert totp_of(member_of_staff) == desks.SECRET
        assert codes_of(member_of_staff) == codes
    assert settings.AZUKARI.versions("secret") == ((3,) if at_once else (1, 2, 3))


def test_one_that_was_stopped_between_two_batches_goes_on(member_of_staff: User, monkeypatch):
    monkeypatch.setattr(secret_rotation, "BATCH", 1)
    begin(NOW)
    assert len(outdated()) == 2

    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_anew(stop)
    assert len(outdated()) == 1
    assert any("was not ended" in finding for finding in findings(NOW))
    assert totp_of(member_of_staff) == desks.SECRET
    assert retire(datetime.now(UTC) + MOMENT, at_once=True) == []  # something is sealed by it
    assert seal_anew() == 1
    assert retire(datetime.now(UTC) + MOMENT, at_once=True) == ["secret"]
    assert totp_of(member_of_staff) == desks.SECRET
    assert codes_of(member_of_staff)


def test_second_factors_of_an_older_backup_open_when_their_secret_is_gone(member_of_staff: User):
    before = {row.id: dict(row.data) for row in Authenticator.objects.all()}
    account = User.objects.get(id=member_of_staff.id)
    for turn in range(2):
        rotate(at=NOW + turn * timedelta(days=1), at_once=True)
    for id, data in before.items():
        Authenticator.objects.filter(id=id).update(data=data)  # a restore
    User.objects.filter(id=member_of_staff.id).update(proof=account.proof, turn=account.turn)
    assert totp_of(member_of_staff) == desks.SECRET
    assert is_good(member_of_staff.id), "its proof is as old, and so is the key by which it is checked"
    assert seal_anew() == 2
    assert is_good(member_of_staff.id)
    remove_beside_keys(settings.AZUKARI.keys / "second-factor-1")
    assert totp_of(member_of_staff) == desks.SECRET
    Authenticator.objects.filter(id__in=before).update(data=before[min(before)])
    with pytest.raises(InvalidTag):
        totp_of(member_of_staff)
    assert (len(lost()), outdated(), retire(NOW, at_once=True)) == (2, [], [])
    assert any("open under no secret" in finding for finding in findings(NOW))


def test_a_link_is_good_for_its_time_under_an_earlier_secret_and_no_longer():
    id, for_ever = uuid4(), NOW + timedelta(days=5000)
    tokens = [ECHO.token(id, expires=for_ever)]
    for turn in range(1, 3):
        rotate(at=NOW + turn * timedelta(days=1))
        tokens.append(ECHO.token(id, expires=for_ever))
    assert len({*tokens}) == 3
    for number, token in enumerate(tokens):
        assert ECHO.opened(token, now=NOW + timedelta(days=3)) == id
        late = NOW + ECHO.lasts + timedelta(days=number + 1)
        if number < 2:
            assert ECHO.opened(token, now=late - 2 * MOMENT) == id
            with pytest.raises(LinkClosed) as closed:
                ECHO.opened(token, now=late + MOMENT)
            assert closed.value.state is LinkState.UNKNOWN
    assert ECHO.opened(tokens[2], now=NOW + timedelta(days=4000)) == id


def test_a_secret_that_became_known_after_its_time_signs_nobody_in():
    stolen, row = instance_secret.newest(settings.AZUKARI), uuid4()
    rotate()
    signing_in = replace(SIGN_IN, find=lambda found, _now: found)  # whoever it is
    forged = make(stolen, SIGN_IN.use, row, NOW + timedelta(days=5000))
    assert signing_in.opened(forged, now=NOW + timedelta(minutes=29)) == row
    with pytest.raises(LinkClosed) as closed:
        signing_in.opened(forged, now=NOW + timedelta(minutes=31))
    assert closed.value.state is LinkState.UNKNOWN


def test_at_once_ends_what_an_earlier_secret_signed():
    token = ECHO.token(uuid4(), expires=NOW + timedelta(days=1))
    rotate(at_once=True)
    with pytest.raises(LinkClosed):
        ECHO.opened(token, now=NOW + MOMENT)


def test_an_earlier_secret_goes_when_nothing_that_it_signed_can_be_good():
    rotate()
    assert retire(NOW + instance_secret.LONGEST - MOMENT) == []
    assert retire(NOW + instance_secret.LONGEST + MOMENT) == ["secret"]
    assert settings.AZUKARI.versions("secret") == (2,)


def test_a_saved_form_keeps_its_link():
    link, later = draft.new_link(), NOW + timedelta(days=30)
    draft.keep(link, "before", form="membership", now=NOW, until=later)
    for turn in range(2):
        rotate(at=NOW + turn * timedelta(days=1))
        assert draft.opened(link, now=NOW).text
        draft.keep(link, f"after {turn}", form="membership", now=NOW, until=later)
        assert draft.opened(link, now=NOW).text == f"after {turn}"
        assert Draft.objects.count() == 1
    draft.throw_away(link, now=NOW)
    assert Draft.objects.count() == 0
    draft.keep(link, "gone", form="membership", now=NOW, until=later)
    rotate(at=NOW + timedelta(days=3))
    rotate(at=NOW + timedelta(days=4), at_once=True)
    with pytest.raises(draft.NoSuchDraft):
        draft.opened(link, now=NOW)


def test_a_form_that_is_saved_after_a_rotation_needs_no_earlier_secret():
    rotate()
    link = draft.new_link()
    draft.keep(link, "after", form="membership", now=NOW, until=NOW + timedelta(days=30))
    retire(NOW + MOMENT, at_once=True)
    assert draft.opened(link, now=NOW).text == "after"


def test_a_page_that_was_open_can_be_sent():
    stamp = form_timestamp.make("membership", secret=submit.secret(), now=NOW - timedelta(minutes=1))
    asked = challenge.issue(secret=submit.secret(), now=NOW)
    rotate()
    assert submit.stamp_trouble(stamp, "membership", now=NOW + MOMENT) == ""
    assert submit.stamp_trouble(stamp, "volunteers", now=NOW + MOMENT) == "old"
    solved = solved_challenge({"challenge": asked})
    assert submit.solved(solved, now=NOW + MOMENT)
    rotate(at=NOW + timedelta(minutes=1), at_once=True)
    assert submit.stamp_trouble(stamp, "membership", now=NOW + MOMENT) == "old"
    assert submit.solved(solved, now=NOW + MOMENT) is None


def test_a_secret_that_became_known_after_its_time_opens_no_form():
    stolen = submit.secret()
    rotate()
    later = NOW + form_timestamp.LONGEST + timedelta(minutes=2)
    forged = form_timestamp.make("membership", secret=stolen, now=later - timedelta(minutes=1))
    assert submit.stamp_trouble(forged, "membership", now=later) == "old"
    proof = solved_challenge({"challenge": challenge.issue(secret=stolen, now=later)})
    assert submit.solved(proof, now=later) is None


def test_a_part_of_a_transfer_that_waits_opens():
    id = uuid4()
    part = spool.enclose(b"line", transfer=id, part=1, salt="x")
    for turn in range(2):
        rotate(at=NOW + turn * timedelta(days=1))
        assert spool.open_part(part, transfer=id, part=1, salt="x") == b"line"
    with pytest.raises(InvalidTag):
        spool.open_part(part, transfer=id, part=2, salt="x")
    later = spool.enclose(b"line", transfer=id, part=2, salt="x")
    retire(NOW + timedelta(days=2), at_once=True)
    assert spool.open_part(later, transfer=id, part=2, salt="x") == b"line"


def test_webhooks_are_signed_by_the_key_that_recipients_know_until_they_had_time():
    (first,) = our_keys(now=NOW)
    rotate()
    now, coming = our_keys(now=NOW + MOMENT)
    assert (now.public, now.since) == (first.public, None)
    assert coming.id == "azukari-webhook-2"
    assert abs((coming.since or NOW) - (NOW + LEAD)) < MOMENT
    assert [(key.public, key.since) for key in our_keys(now=NOW + LEAD + MOMENT)] == [(coming.public, None)]
    retire(NOW + MOMENT, at_once=True)
    assert [key.public for key in our_keys(now=NOW + MOMENT)] == [coming.public]


def instruction() -> Instruction:
    """One that a recipient has not confirmed yet."""
    Recipient.objects.get_or_create(slug="post", sort=Sort.CONTRACTOR, defaults={"country": "JP", "created_at": NOW})
    told = {"what": What.ERASE, "recipient_id": "post", "handle": uuid4(), "categories": "email"}
    return Instruction.objects.create(created_at=NOW, due_at=NOW, answer_by=NOW + ANSWER_WITHIN, **told)


def test_recipients_confirm_for_as_long_as_they_may_and_a_stolen_secret_confirms_nothing_later():
    desks.publish()
    stolen, row, other = instance_secret.newest(settings.AZUKARI), instruction(), instruction()
    token = json.loads(confirming.content(row))["token"]
    rotate()
    done = NOW + timedelta(days=100)
    assert confirming.acknowledge_by_token(row.id, token, now=done) == done
    forged = make(stolen, "acknowledge", other.id, NOW + timedelta(days=5000))
    with pytest.raises(TokenError):
        confirming.acknowledge_by_token(other.id, forged, now=NOW + timedelta(days=14 + 365) + MOMENT)
    other.refresh_from_db()
    assert other.acknowledged_at is None
    last = NOW + timedelta(days=14 + 365) - 2 * MOMENT
    assert confirming.acknowledge_by_token(other.id, forged, now=last) == last


def test_a_posted_code_is_good_for_its_time():
    case = Case(id=uuid4())
    code = post_code.code_for(case)
    rotate()
    assert post_code.code_for(case) != code
    assert post_code.matches(case, code, now=NOW + post_code.LASTS - MOMENT)
    assert post_code.matches(case, post_code.code_for(case), now=NOW)
    assert not post_code.matches(case, code, now=NOW + post_code.LASTS + MOMENT)


def test_whoever_is_signed_in_stays_so_and_at_once_signs_in_again(member_of_staff: User):
    client = desks.browser(member_of_staff)
    invited = default_token_generator.make_token(member_of_staff)
    assert client.get("/console/").status_code == 200
    rotate()
    assert client.get("/console/").status_code == 200
    assert default_token_generator.check_token(member_of_staff, invited)
    later = desks.browser(member_of_staff)
    for number in range(2):
        assert later.get("/console/").status_code == 200
        rotate(at=NOW + (number + 1) * MOMENT)
    rotate(at=NOW + 5 * MOMENT, at_once=True)
    assert not default_token_generator.check_token(member_of_staff, invited)
    assert client.get("/console/").status_code == 302


def test_a_browser_that_is_known_stays_known():
    response = Client().get("/healthz")
    device.remember(response, "staff@example.org")
    request = RequestFactory().get("/console/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert device.is_known_to(request, "staff@example.org")
    rotate()
    assert device.is_known_to(request, "staff@example.org")
    assert not device.is_known_to(request, "other@example.org")
    follow(now=NOW + device.KEPT - MOMENT)
    assert device.is_known_to(request, "staff@example.org")
    follow(now=NOW + device.KEPT + 2 * MOMENT)
    assert not device.is_known_to(request, "staff@example.org")


def test_what_was_sealed_is_bound_to_no_guess(member_of_staff: User):
    raw = base64.b64decode(Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"])
    with pytest.raises(InvalidTag):
        secret_rotation.opened(base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode())


def test_a_demonstration_keeps_its_secret(settings):
    settings.AZUKARI = replace(settings.AZUKARI, demo=True)
    with pytest.raises(Refusal, match="demonstration"):
        rotate_secret(at_once=False)
    assert settings.AZUKARI.versions("secret") == (1,)
