"""The staff pages: invite, change duties, cut off, bring back; who may, who may not, and who is told."""

import json
import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.adapter import AccountAdapter
from azukari.core.accounts.events import ACCOUNT_CALLED_OFF, ACCOUNT_CHANGED, ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.core.accounts.models import StaffSession, StaffToken, User
from azukari.core.accounts.second_factor import has_second_factor
from azukari.core.accounts.staff import disable, renew
from azukari.core.accounts.staff_refusals import IN_USE, USED
from azukari.core.accounts.tokens import make
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.staff.events import ACT_REFUSED
from tests.console import desks
from tests.console.staff_desk import INVITE, NEW, STAFF, link, member, page

WORDS = "one two three river"


@pytest.fixture
def officer(published: Current) -> User:
    return desks.staff("privacy")


@pytest.fixture
def client(officer: User) -> Client:
    return desks.fresh(officer)


def kinds(kind: Kind) -> list[dict[str, object]]:
    return [
        json.loads(p) for p in Pending.objects.filter(kind=kind.name).order_by("id").values_list("payload", flat=True)
    ]


def test_somebody_is_invited_begins_and_works(client: Client, officer: User):
    answer = client.post(INVITE, NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{STAFF}?done=invited")
    listed = page(client, answer.headers["Location"])
    assert "on its way by email" in listed
    assert "invited" in listed
    assert mail.outbox[-1].to == ["new@staff.example.org"]
    at = link()
    assert at not in listed
    user = User.objects.get(email="new@staff.example.org")
    assert kinds(ACCOUNT_INVITED)[-1] == {
        "actor": f"staff:{officer.reference}",
        "account": str(user.reference),
        "duties": ["magazine"],
    }
    newcomer = desks.browser()
    for _scanner in range(3):  # opening the link uses nothing up
        assert "Welcome, New One" in page(newcomer, at)
    began = newcomer.post(at, {"way": "password", "password1": WORDS, "password2": WORDS})
    assert (began.status_code, began.headers["Location"]) == (302, "/console/account/second-step/")
    assert newcomer.get("/console/").headers["Location"] == "/console/account/second-step/"
    assert Client().get(at).status_code == 410
    assert Client().post(at, {"way": "password", "password1": WORDS, "password2": WORDS}).status_code == 410
    desks.give_second_factor(user)
    assert newcomer.get("/console/").status_code == 200
    assert "Email magazine" in page(newcomer, "/console/people/") or "magazine" in page(newcomer, "/console/people/")


def test_with_a_passkey_the_invitation_leads_to_it_and_is_used_up(client: Client):
    client.post(INVITE, NEW)
    at, newcomer = link(), desks.browser()
    began = newcomer.post(at, {"way": "passkey"})
    assert began.headers["Location"] == "/console/account/second-step/webauthn/add/"
    assert newcomer.get(began.headers["Location"]).status_code == 200
    assert not User.objects.get(email="new@staff.example.org").has_usable_password()
    assert Client().get(at).status_code == 410


@pytest.mark.parametrize(
    ("words", "again", "sentence"),
    [
        ("short", "short", "too short"),
        (WORDS, "another", "The two passwords differ"),
        ("", "", "Choose a password."),
        ("new@staff.example.org", "new@staff.example.org", "too similar"),
    ],
)
def test_a_poor_password_leaves_the_invitation_as_it_was(client: Client, words: str, again: str, sentence: str):
    client.post(INVITE, NEW)
    at = link()
    answer = desks.browser().post(at, {"way": "password", "password1": words, "password2": again})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert desks.browser().get(at).status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "nobody"}, "not an email address"),
        ({"name": " "}, "A name is needed"),
        ({"name": "x" * 121}, "at most 120"),
        ({"duties": []}, "Choose at least one duty."),
        ({"duties": ["king"]}, "no duty called king"),
        ({"email": "privacy@staff.example.org"}, "has an account already"),
    ],
)
def test_a_wrong_invitation_says_so_keeps_what_was_typed_and_sends_nothing(
    client: Client, change: dict[str, object], sentence: str
):
    before = User.objects.count()
    answer = client.post(INVITE, NEW | change)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert sentence in shown
    assert "--again" not in shown, "what only the command line has"
    if "name" not in change:
        assert 'value="New One"' in shown
    assert (User.objects.count(), mail.outbox) == (before, [])


def test_an_empty_invitation_names_everything_that_is_missing_once(client: Client):
    shown = client.post(INVITE, {"lang": "en"}).content.decode()
    errors = re.findall(r'<li><a href="#f-(\w+)">([^<]+)</a>', shown)
    assert [field for field, _ in errors] == ["name", "email", "duties"]
    assert [error for _, error in errors][1:] == ["Give their email address.", "Choose at least one duty."]


def test_a_renewed_invitation_voids_the_older_link(client: Client):
    client.post(INVITE, NEW)
    old, user = link(), User.objects.get(email="new@staff.example.org")
    assert client.post(member(user, "renew/")).headers["Location"] == f"{STAFF}?done=renewed"
    assert link() != old
    assert Client().get(old).status_code == 410
    assert Client().get(link()).status_code == 200


def test_an_invitation_that_is_called_off_leaves_no_address_behind(client: Client):
    client.post(INVITE, NEW)
    at, user = link(), User.objects.get(email="new@staff.example.org")
    assert "new@staff.example.org" in page(client, member(user, "call-off/"))
    assert client.post(member(user, "call-off/")).headers["Location"] == f"{STAFF}?done=called-off"
    assert not User.objects.filter(email="new@staff.example.org").exists()
    assert Client().get(at).status_code == 410
    assert "withdrawn" in str(mail.outbox[-1].body)
    assert len(kinds(ACCOUNT_CALLED_OFF)) == 1
    assert client.post(member(user, "call-off/")).status_code == 404  # pressed twice


def test_an_invitation_ends_after_three_days(client: Client, settings):
    client.post(INVITE, NEW)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link()).status_code == 410
    assert "invitation lapsed" in page(client, STAFF)


def test_duties_are_changed_recorded_and_mailed(client: Client, officer: User):
    user = desks.staff("magazine", "volunteers")
    form = page(client, member(user))
    assert "Magazine editor" in form
    answer = client.post(member(user), {"duties": ["magazine", "campaigns"]})
    assert answer.headers["Location"] == f"{STAFF}?done=changed"
    assert user.duty_slugs() == {"magazine", "campaigns"}
    assert kinds(ACCOUNT_CHANGED)[-1] == {
        "actor": f"staff:{officer.reference}",
        "account": str(user.reference),
        "act": "duties-changed",
        "duties": ["campaigns", "magazine"],
    }
    assert mail.outbox[-1].to == [user.email]
    assert "Campaign organiser" in str(mail.outbox[-1].body)
    assert "署名担当" in str(mail.outbox[-1].body)
    sent = len(mail.outbox)
    assert client.post(member(user), {"duties": ["magazine", "campaigns"]}).headers["Location"].endswith("unchanged")
    assert len(mail.outbox) == sent


def test_nobody_changes_their_own_duties_or_account(client: Client, officer: User):
    desks.staff("privacy", email="second@staff.example.org")
    assert "your own account" in page(client, member(officer))
    answer = client.post(member(officer), {"duties": ["privacy", "membership"]})
    assert answer.status_code == 409
    assert "You cannot change your own duties" in answer.content.decode()
    for act in ("disable/", "renew/"):
        assert client.post(member(officer, act)).status_code == 409
    assert (officer.duty_slugs(), User.objects.get(id=officer.id).is_active) == (frozenset({"privacy"}), True)


def test_the_last_who_can_write_the_policy_is_neither_cut_off_nor_changed(published: Current):
    officer, operator = desks.staff("privacy"), desks.staff("operator")
    client = desks.fresh(operator)
    for answer in (client.post(member(officer, "disable/")), client.post(member(officer), {"duties": ["magazine"]})):
        assert answer.status_code == 409
        assert "No member of staff could change" in answer.content.decode()
    second = desks.staff("privacy", email="second@staff.example.org", second_factor=False)
    assert client.post(member(officer, "disable/")).status_code == 409, "the second has never signed in"
    desks.give_second_factor(second)
    assert client.post(member(officer, "disable/")).status_code == 302


def test_who_is_cut_off_loses_sessions_and_tokens_with_the_next_request(client: Client):
    user = desks.staff("magazine")
    theirs, phone = desks.browser(user), desks.browser(user)
    StaffToken.objects.create(
        user=user, name="t", purposes="magazine", digest="0" * 64, created_at=desks.moment(), ends_at=desks.moment()
    )
    assert theirs.get("/console/people/?purpose=magazine").status_code == 200
    assert client.post(member(user, "disable/")).headers["Location"] == f"{STAFF}?done=disabled"
    for browser in (theirs, phone):
        assert urlsplit(browser.get("/console/people/?purpose=magazine").headers["Location"]).path == (
            "/console/account/login/"
        )
    assert not StaffSession.objects.filter(user=user).exists()
    assert not StaffToken.objects.filter(user=user).exists()
    assert len(kinds(ACCOUNT_DISABLED)) == 1
    assert mail.outbox[-1].to == [user.email]
    assert "deactivated" in page(client, STAFF)


def test_who_comes_back_chooses_anew_how_to_sign_in(client: Client):
    user = desks.staff("magazine")
    client.post(member(user, "disable/"))
    client.post(member(user, "renew/"))
    user.refresh_from_db()
    assert (user.is_active, user.duty_slugs(), has_second_factor(user)) == (True, frozenset({"magazine"}), False)
    newcomer = desks.browser()
    newcomer.post(link(), {"way": "password", "password1": WORDS, "password2": WORDS})
    assert newcomer.get("/console/").headers["Location"] == "/console/account/second-step/"


def test_an_account_in_use_is_not_invited_again(client: Client):
    user = desks.staff("magazine")
    assert client.post(member(user, "renew/")).status_code == 409
    assert client.post(member(user, "call-off/")).status_code == 409
    for act, sentence, button in (
        ("renew/", IN_USE, "Send a new link"),
        ("call-off/", USED, "Cancel the invitation"),
    ):
        shown = page(client, member(user, act))
        assert sentence["en"] in shown
        assert button not in shown, "There is nothing to press."
    assert has_second_factor(user)


@pytest.mark.parametrize("act", ["", "disable/", "renew/", "call-off/"])
def test_every_change_asks_who_it_is_once_more(act: str, officer: User):
    user, stale = desks.staff("magazine"), desks.browser(officer)
    answer = stale.get(member(user, act))
    assert answer.headers["Location"].startswith("/console/account/reauthenticate/")
    stale.post(member(user, act), {"duties": ["volunteers"]})
    user.refresh_from_db()
    assert (user.is_active, user.duty_slugs()) == (True, frozenset({"magazine"}))


def test_a_duty_without_the_act_reaches_none_of_it_and_the_attempt_is_recorded(published: Current):
    user, other = desks.staff("membership"), desks.staff("magazine")
    client = desks.fresh(user)
    attempts = [INVITE, STAFF, *(member(other, act) for act in ("", "disable/", "renew/", "call-off/"))]
    for at in attempts:
        answer = client.post(at, NEW) if at != STAFF else client.get(at)
        assert answer.status_code == 403
        assert other.email not in answer.content.decode()
    shown = client.get(STAFF).content.decode()
    assert "Duties" in shown
    assert "日本語" in shown, "The page leads to the other language."
    assert "act.no-duty" not in shown
    assert [entry["code"] for entry in kinds(ACT_REFUSED)] == ["act.no-duty"] * (len(attempts) + 1)
    assert User.objects.count() == 2
    assert STAFF not in page(client, "/console/")


def test_a_mail_server_that_does_not_answer_is_said_and_undoes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail.EmailMessage, "send", _refuses)
    assert client.post(INVITE, NEW).headers["Location"] == f"{STAFF}?done=invited-unsent"
    assert User.objects.filter(email="new@staff.example.org").exists()


def _refuses(*_args: object) -> None:
    raise OSError


def test_the_list_asks_as_much_for_many_as_for_few(client: Client):
    page(client, STAFF)
    with CaptureQueriesContext(connection) as few:
        page(client, STAFF)
    for number in range(8):
        desks.staff("magazine", email=f"m{number}@staff.example.org")
    with CaptureQueriesContext(connection) as many:
        page(client, STAFF)
    assert len(many) == len(few)


def test_whoever_comes_back_brings_no_key_of_before(published: Current):
    clerk = desks.staff("membership")
    browser = desks.fresh(clerk)
    assert browser.get("/console/").status_code == 200
    now = desks.moment()
    _token, secret = make(clerk, "Before", ["membership"], days=9, policy=published.policy, now=now)
    officer = Actor(ActorKind.STAFF, "00000000-0000-0000-0000-000000000007", frozenset({"operator"}))
    disable(clerk.email, actor=officer, now=now)
    renew(clerk, actor=officer, now=now)
    clerk.refresh_from_db()
    assert clerk.is_active
    assert not clerk.has_usable_password()
    assert not StaffToken.objects.filter(user=clerk).exists()
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert browser.get("/console/").status_code == 302
    asked = Client().get("/api/v1/people?purpose=membership", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 401


def test_nobody_makes_themselves_an_account(published, rf):
    assert not AccountAdapter().is_open_for_signup(rf.get("/"))
