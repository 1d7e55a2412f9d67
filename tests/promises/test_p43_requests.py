"""P43: an impostor at the desk, at the door or with a link of others gets the same answer and work as anybody."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.cases import lifecycle
from azukari.core.vault import notes
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import SealedNote
from azukari.core.vault.notes import NoteKind
from azukari.demo.people import fill_in
from azukari.features.rights import post_code
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.conflict import InvalidTransition
from azukari.lib.token import make
from azukari.policy.casework import CaseKind, Identity, Outcome
from azukari.shells.self_service import certificate, sign_in
from azukari.shells.self_service.models import SignIn
from tests.rights.casework import ask
from tests.rights.desk import come_in, sign_in_link

NUMBERS = re.compile(r"'[^']*'|\b[0-9a-f]{32}\b|\d+|x'[0-9a-f]*'", re.IGNORECASE)


def work_for(email, now) -> list[str]:
    """The statements that a request for a link takes, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        sign_in.request(email, network="", lang="en", now=now)
    return [NUMBERS.sub("?", query["sql"])[:60] for query in seen.captured_queries]


def test_known_unknown_and_erased_addresses_take_the_same_work(hanako, amelia, present):
    come_in(amelia.email, present).post("/erase")
    known, unknown, erased = (work_for(email, present) for email in (hanako.email, "nobody@example.org", amelia.email))
    assert known == unknown == erased


def test_one_mailbox_gets_so_many_links_however_it_is_spelt(hanako, present):
    for number in range(sign_in.MAILS_AN_HOUR + 3):
        local, _at, domain = hanako.email.partition("@")
        typed = [hanako.email, f"{local.upper()}@{domain}", f"ｈ{local[1:]}@{domain}"][number % 3]
        sign_in.request(typed, network="", lang="en", now=present)
    assert SignIn.objects.filter(person_id=hanako.id).count() == sign_in.MAILS_AN_HOUR


def test_a_mailbox_that_only_folds_to_a_person_s_does_not_find_them(hanako, charter, present):
    visitor, form = replace(hanako.visitor, mailbox="suzuki"), charter.policy.forms["membership"]
    submission = fill_in(visitor, form, charter, now=present)
    assert submission is not None
    assert confirmed_person("Suzuki@Example.org") is not None
    assert confirmed_person("ſuzuki@example.org") is None


def test_a_link_that_was_forwarded_opens_nothing_after_its_owner_used_it(hanako, present):
    path = sign_in_link(hanako.email, present)
    owner, other = Client(), Client()
    assert owner.post(path).status_code == 303
    assert other.get(path).status_code == 410
    assert other.post(path).status_code == 410
    assert other.get("/en/me/archive").status_code == 303


def test_a_replayed_link_looks_like_one_that_never_was(hanako, present):
    used = sign_in_link(hanako.email, present)
    Client().post(used)
    forged = make(b"x" * 32, sign_in.LINK.use, uuid4(), present + timedelta(hours=1))
    answers = [Client().post(path) for path in (used, f"/en/me/enter/{forged}")]
    bodies = {re.sub(rb"/(en|ja)/me/enter/[^\"]*", b"", answer.content) for answer in answers}
    assert ({answer.status_code for answer in answers}, len(bodies)) == ({410}, 1)


def test_a_number_of_a_case_opens_nothing_anywhere(officer, membership_desk, hanako, present):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=present, person=hanako.id)
    client = Client()
    for name in (lifecycle.number(case), str(case.id), "R-20261124-00000000"):
        for path in (f"/en/me/request/{name}", f"/en/contact/{name}", f"/en/me/certificate/{name}"):
            real, guessed = client.get(path), client.get(path.replace(name, "R-20261124-FFFFFFFF"))
            assert real.status_code == guessed.status_code
            assert hanako.email.encode() not in real.content


def test_a_certificate_cannot_be_guessed_from_what_the_desk_tells(officer, membership_desk, amelia, present):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=present, person=amelia.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
    (part,) = case.parts.all()
    real = certificate.path(part.work_id, lang="en", now=present)
    forged = "/en/me/certificate/" + make(b"x" * 32, certificate.LINK.use, part.work_id, present + timedelta(days=9))
    assert Client().get(real).status_code == 404, "It is not carried out yet."
    assert Client().get(forged).status_code == 404


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - {CaseKind.QUESTION, CaseKind.COMPLAINT}))
def test_to_a_caller_who_shows_nothing_nothing_is_granted_whether_we_know_them_or_not(
    kind, officer, membership_desk, hanako, present
):
    known = ask(kind, actor=officer.actor, now=present, person=hanako.id, identity=None)
    unknown = ask(kind, actor=officer.actor, now=present)
    for case in (known, unknown):
        with pytest.raises(InvalidTransition):
            decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
        decide(case, Outcome.REFUSED, [DecisionPart(ground="identity-not-shown")], actor=officer.actor, now=present)
    told = [[(part.purpose, part.ground, part.value_id) for part in case.parts.all()] for case in (known, unknown)]
    assert told[0] == told[1]


def test_a_posted_code_is_eight_digits_of_its_own_case_and_five_tries(officer, membership_desk, hanako, present):
    one = ask(CaseKind.RELEASE, actor=officer.actor, now=present, person=hanako.id, identity=None)
    two = ask(CaseKind.RELEASE, actor=officer.actor, now=present, person=hanako.id, identity=None)
    codes = [post_code.code_for(case) for case in (one, two)]
    assert codes[0] != codes[1]
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert not post_code.fits(one, codes[1], actor=officer.actor, now=present)
    for _ in range(post_code.MOST_TRIES):
        assert not post_code.fits(one, "", actor=officer.actor, now=present)
    assert not post_code.fits(one, codes[0], actor=officer.actor, now=present)
    assert post_code.fits(two, codes[1], actor=officer.actor, now=present)


def test_of_a_document_nothing_is_kept_but_that_it_was_seen(officer, membership_desk, hanako, present):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=present, person=hanako.id, identity=None)
    kept = SealedNote.objects.filter(case_id=case.id)
    before = kept.count()
    lifecycle.show_identity(case, Identity.DOCUMENT, actor=officer.actor, now=present)
    case.refresh_from_db()
    assert case.identity == Identity.DOCUMENT
    assert kept.count() == before
    assert {note.kind for note in notes.read(case.id, person=hanako.id, actor=officer.actor, now=present)} <= {
        NoteKind.CONTACT,
        NoteKind.SAID,
    }
