"""What the form of a decision becomes: which parts are done and which refused, for each outcome and kind of request;
and how long what is typed at the desk may be.
"""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.cases.lifecycle import number, subject_of
from azukari.core.cases.models import Case, CasePart
from azukari.core.vault.held_fields import held_fields
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.features.rights.desk import asks, deciding, letter
from azukari.policy.casework import CaseKind, CaseState, Identity, Outcome
from tests.console import desks
from tests.rights.casework import ask

EVERYTHING, GROUND = "", "not-held"
OFFERED = ["membership", "magazine", "dues-record"]


@pytest.fixture
def desk(officer, membership_desk):
    """Somebody of the desk, at their browser."""
    return desks.browser(officer.user)


@pytest.fixture
def asked(officer, desk, hanako, present):
    """Makes a request that is known to be Hanako's."""

    def make(kind: CaseKind, **more) -> Case:
        return ask(kind, actor=officer.actor, now=present, **{"person": hanako.id, **more})

    return make


@pytest.fixture
def decide(desk):
    def send(case: Case, **data) -> str:
        answer = desk.post(reverse("console-rights-act", args=[case.id, "decide"]), data)
        assert answer.status_code in {302, 422}
        return "" if answer.status_code == 302 else answer.content.decode()

    return send


def parts(case: Case) -> set[tuple[str, str]]:
    found = [(part.purpose, part.ground) for part in CasePart.objects.filter(case=case)]
    assert len(found) == len({*found})
    return {*found}


def test_what_is_offered_is_what_the_data_is_used_for_now(asked, desk, amelia):
    page = desk.get(reverse("console-rights-case", args=[asked(CaseKind.STOP_USE).id])).content.decode()
    for name in ("purposes", "offered"):
        assert {*re.findall(rf'name="{name}" value="([a-z-]+)"', page)} == {*OFFERED}, name


@pytest.mark.parametrize(
    ("kind", "data", "outcome", "wanted"),
    [
        (CaseKind.STOP_PROVISION, {"outcome": "granted"}, "granted", {(EVERYTHING, "")}),
        (CaseKind.STOP_PROVISION, {"outcome": "granted", "purposes": ["magazine"]}, "granted", {("magazine", "")}),
        (
            CaseKind.STOP_PROVISION,
            {"outcome": "granted", "purposes": ["magazine", "membership"]},
            "granted",
            {("magazine", ""), ("membership", "")},
        ),
        (
            CaseKind.STOP_PROVISION,
            {"outcome": "partly", "purposes": ["magazine"], "ground": GROUND},
            "partly",
            {("magazine", ""), ("membership", GROUND), ("dues-record", GROUND)},
        ),
        (
            CaseKind.STOP_PROVISION,
            {"outcome": "refused", "purposes": ["magazine"], "ground": GROUND},
            "refused",
            {(EVERYTHING, GROUND)},
        ),
        (CaseKind.WITHDRAWAL, {"outcome": "granted", "purposes": ["magazine"]}, "granted", {("magazine", "")}),
        (CaseKind.RELEASE, {"outcome": "granted"}, "granted", {(EVERYTHING, "")}),
        (CaseKind.QUESTION, {"outcome": "answered"}, "answered", {(EVERYTHING, "")}),
    ],
)
def test_what_is_ticked_is_done_and_of_a_part_the_rest_is_refused(asked, decide, kind, data, outcome, wanted):
    case = asked(kind)
    assert decide(case, offered=OFFERED, **data) == ""
    case.refresh_from_db()
    assert (case.state, case.outcome, parts(case)) == (CaseState.DECIDED, outcome, wanted)


def test_of_what_has_no_uses_a_part_is_done_and_a_part_refused(asked, decide):
    case = asked(CaseKind.RELEASE)
    assert decide(case, outcome="partly", ground="rights-of-others", words="The list of others stays here.") == ""
    assert parts(case) == {(EVERYTHING, ""), (EVERYTHING, "rights-of-others")}
    assert {note.kind for note in SealedNote.objects.filter(case_id=case.id)} == {
        NoteKind.CONTACT,
        NoteKind.SAID,
        NoteKind.ANSWER,
    }


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(CaseKind.WITHDRAWAL, "granted"), (CaseKind.WITHDRAWAL, "partly"), (CaseKind.STOP_PROVISION, "partly")],
)
def test_where_nothing_is_ticked_that_has_to_be_it_is_said_at_the_ticks(asked, decide, kind, outcome):
    case = asked(kind)
    page = decide(case, outcome=outcome, offered=OFFERED, ground=GROUND)
    assert "Tick what is done." in page
    assert 'href="#f-purposes' in page
    assert not parts(case)


def test_whose_data_is_used_for_nothing_has_nothing_to_tick(asked, decide, monkeypatch):
    monkeypatch.setattr(asks, "_purposes", lambda _person, _who: {})
    case = asked(CaseKind.STOP_PROVISION)
    assert "Tick what is done." in decide(case, outcome="partly", ground=GROUND)
    assert not parts(case)


@pytest.fixture
def phone(hanako) -> SealedValue:
    return SealedValue.objects.get(person_id=hanako.id, field="phone")


def test_a_correction_is_of_a_field_of_this_person_and_written_as_the_form_wants_it(asked, decide, phone, amelia):
    case = asked(CaseKind.CORRECTION)
    theirs = SealedValue.objects.filter(person_id=amelia.id, field="email").get()
    assert "Choose what is to be corrected." in decide(case, outcome="granted", text="03-1234-0000")
    assert decide(case, outcome="granted", value=str(theirs.id), text="03-1234-0000")
    assert "Write the correct text." in decide(case, outcome="granted", value=str(phone.id), text=" ")
    assert decide(case, outcome="granted", value=str(phone.id), text="no number")
    assert not parts(case)
    assert decide(case, outcome="granted", value=str(phone.id), text=" ０３-1234-0000 ") == ""
    (part,) = CasePart.objects.filter(case=case)
    assert (part.value_id, part.ground) == (phone.id, "")
    assert SealedNote.objects.get(case_id=case.id, kind=NoteKind.NEW).id == part.note_id


def test_of_a_correction_a_part_is_refused_or_all_of_it_for_which_nothing_is_to_be_written(asked, decide, phone):
    ground = "not-wrong"
    partly, refused = asked(CaseKind.CORRECTION), asked(CaseKind.CORRECTION)
    assert decide(partly, outcome="partly", value=str(phone.id), text="03-1234-0000", ground=ground) == ""
    assert parts(partly) == {(EVERYTHING, ""), (EVERYTHING, ground)}
    assert CasePart.objects.get(case=partly, ground="").value_id == phone.id
    assert decide(refused, outcome="refused", ground=ground) == ""
    assert parts(refused) == {(EVERYTHING, ground)}


def test_of_nobody_and_of_whom_nothing_is_held_nothing_can_be_corrected(asked, decide, monkeypatch):
    unknown = asked(CaseKind.CORRECTION, person=None, identity=Identity.DOCUMENT)
    assert "Choose what is to be corrected." in decide(unknown, outcome="granted", text="03-1234-0000")
    monkeypatch.setattr(deciding, "held_fields", lambda _person: [])
    empty = asked(CaseKind.CORRECTION)
    assert "Choose what is to be corrected." in decide(empty, outcome="granted", text="03-1234-0000")
    assert not parts(unknown) | parts(empty)


def test_the_fields_to_choose_from_are_this_persons_by_their_labels(asked, hanako, amelia):
    with_label = {one.label for one in deciding.fields_of(hanako.id, "en")}
    assert {one.value for one in deciding.fields_of(hanako.id, "en")} <= {
        *SealedValue.objects.filter(person_id=hanako.id).values_list("id", flat=True)
    }
    assert with_label != {one.label for one in deciding.fields_of(hanako.id, "ja")}
    assert len({one.value for one in deciding.fields_of(hanako.id, "en")}) == len(deciding.fields_of(hanako.id, "en"))


def test_what_no_form_knows_any_more_is_not_to_choose_from(asked, hanako, monkeypatch):
    known = held_fields(hanako.id)
    gone = [replace(known[0], field="no-such-field"), replace(known[0], submission=uuid4())]
    before = deciding.fields_of(hanako.id, "en")
    monkeypatch.setattr(deciding, "held_fields", lambda _person: [*gone, *known])
    assert deciding.fields_of(hanako.id, "en") == before


def test_of_several_choices_each_stands_on_a_line_and_blank_lines_count_for_nothing(asked, decide, amelia):
    case = asked(CaseKind.CORRECTION, person=amelia.id)
    value = SealedValue.objects.get(person_id=amelia.id, field="activities")
    assert decide(case, outcome="granted", value=str(value.id), text="no-such-activity")
    assert decide(case, outcome="granted", value=str(value.id), text=" cleaning \n\n water\n") == ""


LONGEST = {
    ("connect", "exactly"): 254,
    ("shown", "code"): 20,
    ("note", "note"): 2000,
    ("decide", "words"): 2000,
    ("decide", "text"): 4000,
}
"""By act and field: how much may be typed."""


@pytest.mark.parametrize(("act", "name"), LONGEST)
def test_what_is_typed_at_the_desk_may_be_so_long_and_no_longer(asked, desk, phone, act, name):
    case = asked(CaseKind.CORRECTION, identity=None if act == "shown" else Identity.CALL_BACK)
    at = reverse("console-rights-act", args=[case.id, act])
    more = {
        "decide": {"outcome": "granted", "value": str(phone.id), "text": "03-1234-0000"},
        "shown": {"shown": "document"},
    }.get(act, {})
    most = LONGEST[act, name]
    for length, refused in ((most + 1, True), (most, False)):
        page = desk.post(at, {**more, name: "1" * length}).content.decode()
        assert (f"{most} characters are the most" in page) is refused


@pytest.mark.parametrize(("length", "fits"), [(11, False), (12, True), (80, True), (81, False)])
def test_a_passphrase_is_neither_guessed_nor_forgotten(asked, officer, monkeypatch, length: int, fits: bool):
    case = asked(CaseKind.RELEASE)
    Case.objects.filter(id=case.id).update(state=CaseState.DONE, outcome=Outcome.GRANTED)
    CasePart.objects.create(case=case)
    monkeypatch.setattr(letter, "locked_document", lambda _case, word, **_more: word.encode())
    at = reverse("console-rights-file", args=[case.id])
    monkeypatch.setattr(timezone, "now", desks.moment)
    answer = desks.fresh(officer.user).post(at, {"passphrase": "x" * length})
    assert answer.status_code == (200 if fits else 422)
    if fits:
        assert answer.content == b"x" * length
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{number(case)}.pdf"'
        assert answer.headers["Cache-Control"] == "no-store"
    else:
        assert f"{12 if length < 12 else 80} characters are the" in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "fits"),
    [(-1, False), (0, True), (1, True), (3659, True), (3660, False)],
)
def test_a_hold_ends_after_today_and_within_ten_years(asked, desk, present, days: int, fits: bool):
    """On the last day itself it still holds: so today is late enough, while it lasts."""
    case = asked(CaseKind.COMPLAINT)
    day = (present + timedelta(hours=9, days=days)).date()
    answer = desk.post(
        reverse("console-rights-act", args=[case.id, "hold"]), {"hold": "hold-claim", "until": day.isoformat()}
    )
    assert answer.status_code == (302 if fits else 422)
    assert subject_of(case.id)
