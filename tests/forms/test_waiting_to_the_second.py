"""The page after sending, to the second and one by one: whom it is about, what the mail does, what becomes of what was
sent when its address is put right.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms import waiting
from azukari.core.forms.models import OwnDataQuestion, State, Submission, Suspicion
from azukari.core.forms.problem import Problem
from azukari.core.forms.waiting import Waiting, masked, opened, readdress, readdressed, send_again, token
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Trail
from azukari.core.vault.models import SealedValue
from azukari.policy.casework import OWN_DATA
from tests.cast import NOW
from tests.forms.sending import WEEK, sent, young

pytestmark = pytest.mark.usefixtures("charter")
LATER = NOW + timedelta(minutes=5)
SECOND = timedelta(seconds=1)
ADDRESS = "hanako@example.org"


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked for; all may be written to but those of nobody@."""
    asked: list[str] = []

    def may(_form: object, address: str, **_more: object) -> bool:
        asked.append(address)
        return not address.startswith("nobody@")

    monkeypatch.setattr(waiting, "may_write_to", may)
    return asked


def came(form: str = "feedback", **more: object) -> UUID:
    return sent(form, more).id


def found(id: UUID, *, address: str = ADDRESS) -> Waiting:
    return opened(token(id, address, now=NOW), now=LATER)


def closed(id: UUID, *, after: timedelta = SECOND) -> LinkState:
    with pytest.raises(LinkClosed) as stuck:
        opened(token(id, ADDRESS, now=NOW), now=NOW + after)
    return stuck.value.state


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("hanako@example.org", "ha•••@example.org"),
        ("hana@example.org", "ha•••@example.org"),
        ("han@example.org", "h•••@example.org"),
        ("h@example.org", "h•••@example.org"),
        ('"a@b"@example.org', '"a•••@example.org'),
    ],
)
def test_an_address_is_shown_as_far_as_its_owner_needs_it(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_it_is_open_for_half_an_hour(charter: object) -> None:
    id = came()
    told = opened(token(id, ADDRESS, now=NOW), now=NOW + timedelta(minutes=30) - SECOND)
    assert (told.submission.id, told.masked, told.form.slug, told.corrects) == (
        id,
        "ha•••@example.org",
        "feedback",
        True,
    )
    assert closed(id, after=timedelta(minutes=30)) is LinkState.EXPIRED
    with pytest.raises(LinkClosed) as stuck:
        opened("made up", now=NOW)
    assert stuck.value.state is LinkState.UNKNOWN


def _apart(id: UUID) -> None:
    one = Submission.objects.get(id=id)
    Suspicion.objects.create(submission=one, person_id=one.person_id, score=3, reasons="same")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda which: Submission.objects.filter(id=which).update(state=State.ACCEPTED), LinkState.USED),
        (lambda which: Submission.objects.filter(id=which).delete(), LinkState.UNKNOWN),
        (_apart, LinkState.UNKNOWN),
    ],
)
def test_what_counts_is_gone_or_waits_for_a_look_has_no_such_page(
    charter: object, change: Callable[[UUID], object], state: LinkState
) -> None:
    id, other = came(), came()
    change(id)
    assert closed(id) is state
    assert found(other).submission.id == other


def test_where_a_guardian_is_asked_the_address_stays_as_it_is(charter: object) -> None:
    one, other = young("heron@example.org").submission.id, came()
    assert not found(one).corrects
    with pytest.raises(LinkClosed) as stuck:
        readdress(found(one), ADDRESS, lang="en", now=LATER)
    assert stuck.value.state is LinkState.UNKNOWN
    assert found(other).corrects


def test_the_mail_goes_again_once_the_first_has_gone(charter: object, mailed: list[str]) -> None:
    id, other = came(), came(email="other@example.org")
    Message.objects.filter(reference=other).update(sent_at=NOW)
    send_again(found(id), now=LATER)
    assert (Message.objects.filter(reference=id).count(), mailed) == (1, []), "one is on its way"
    Message.objects.filter(reference=id).update(sent_at=NOW)
    Message.objects.filter(reference=other).update(sent_at=None)
    Message.objects.create(kind="forms:other", reference=id, lang="en", created_at=NOW, due_at=NOW)
    send_again(found(id), now=LATER)
    one = Submission.objects.get(id=id)
    (row,) = Message.objects.filter(reference=id, created_at=LATER)
    assert (row.kind, row.person_id, row.lang) == ("forms:confirm", one.person_id, "en")
    assert mailed == ["ikeda-marker@example.org"]


def test_nobody_is_written_to_again_who_may_not_be_or_of_whom_nothing_waits(charter: object, mailed: list[str]) -> None:
    full, gone = came(email="nobody@example.org"), came()
    page, other = found(full), found(gone)
    Message.objects.all().delete()
    send_again(page, now=LATER)
    Grant.objects.filter(submission_id=gone).update(ends_at=LATER)
    send_again(other, now=LATER)
    assert (mailed, Message.objects.count()) == (["nobody@example.org"], 0)


def test_put_right_it_is_the_same_answers_under_a_name_of_its_own_with_what_was_left_of_the_week(
    charter: object, mailed: list[str]
) -> None:
    id, other = came(topic=OWN_DATA, name="Heron"), came(topic=OWN_DATA)
    _apart(other)
    before = Submission.objects.values().get(id=id)
    untouched = _stands(other)
    done = readdress(found(id), f" {ADDRESS} ", lang="en", now=LATER)
    assert not isinstance(done, Problem)
    new, address = done
    assert (address, new == id) == (ADDRESS, False)
    one = Submission.objects.values().get(id=new)
    assert {**one, "id": id} == before
    assert not Submission.objects.filter(id=id).exists()
    values = {v.field: (v.category, v.purposes, v.token) for v in SealedValue.objects.filter(submission_id=new)}
    assert values["email"] == ("email", "confirmation feedback", None)
    assert set(values) == {"topic", "message", "name", "email"}
    assert not SealedValue.objects.filter(submission_id=id).exists()
    assert list(Grant.objects.filter(person_id=one["person_id"]).values_list("submission_id", "ends_at")) == [
        (new, WEEK)
    ]
    assert OwnDataQuestion.objects.filter(submission_id=new).exists()
    assert _stands(other) == untouched
    (told,) = Pending.objects.filter(kind="form:submission:readdressed")
    assert json.loads(told.payload) == {"submission": str(new), "form": "feedback"}
    assert Trail.objects.get(entry_id=told.id).person_id == one["person_id"]
    (letter,) = Message.objects.filter(reference=new)
    assert (letter.kind, letter.person_id, letter.lang, letter.created_at) == (
        "forms:confirm", one["person_id"], "en", LATER,
    )  # fmt: skip
    assert mailed == [ADDRESS]
    assert Person.objects.count() == 2


def _stands(id: UUID) -> object:
    return (
        Submission.objects.values().get(id=id),
        sorted(SealedValue.objects.filter(submission_id=id).values_list("field", "purposes")),
        list(Grant.objects.filter(submission_id=id).values_list("purpose", "ends_at")),
        OwnDataQuestion.objects.filter(submission_id=id).count(),
        Message.objects.filter(reference=id).count(),
    )


def test_put_right_to_an_address_that_gets_no_more_it_waits_without_a_mail(charter: object, mailed: list[str]) -> None:
    id = came()
    done = readdress(found(id), "nobody@example.org", lang="en", now=LATER)
    assert not isinstance(done, Problem)
    assert not Message.objects.filter(reference=done[0]).exists()


@pytest.mark.parametrize(("typed", "code"), [("", "missing"), (" ", "missing"), ("hanako@", "format")])
def test_what_is_no_address_is_said_so(charter: object, typed: str, code: str) -> None:
    id = came()
    problem = readdress(found(id), typed, lang="en", now=LATER)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.field_id) == (code, "email")
    assert Submission.objects.filter(id=id).exists()


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda which: Submission.objects.filter(id=which).update(state=State.ACCEPTED), LinkState.USED),
        (lambda which: Submission.objects.filter(id=which).delete(), LinkState.USED),
        (_apart, LinkState.USED),
        (lambda which: Grant.objects.filter(submission_id=which).update(ends_at=LATER), LinkState.EXPIRED),
        (lambda which: Grant.objects.filter(submission_id=which).update(purpose="feedback"), LinkState.EXPIRED),
    ],
)
def test_what_became_of_it_while_the_page_was_open_is_seen_before_anything_moves(
    charter: object, change: Callable[[UUID], object], state: LinkState
) -> None:
    id, other = came(), came()
    page, untouched = found(id), _stands(other)
    change(id)
    with pytest.raises(LinkClosed) as stuck:
        readdress(page, ADDRESS, lang="en", now=LATER)
    assert stuck.value.state is state
    assert _stands(other) == untouched
    assert Submission.objects.count() <= 2


def test_a_second_press_finds_what_the_first_made_of_this_page_and_this_address(
    charter: object, mailed: list[str]
) -> None:
    id, other = came(), came()
    link = token(id, ADDRESS, now=NOW)
    assert readdressed(link, ADDRESS, now=LATER) is None
    made = readdress(opened(link, now=LATER), ADDRESS, lang="en", now=LATER)
    assert readdressed(link, ADDRESS, now=LATER) == made
    for typed in ("another@example.org", "no address", ""):
        assert readdressed(link, typed, now=LATER) is None
    assert readdressed(token(other, ADDRESS, now=NOW), ADDRESS, now=LATER) is None
    with pytest.raises(LinkClosed):
        readdressed(link, ADDRESS, now=NOW + timedelta(minutes=30))
    with pytest.raises(LinkClosed):
        readdressed("made up", ADDRESS, now=LATER)


def test_the_name_of_its_own_is_as_old_and_of_the_same_sort_as_the_first(charter: object) -> None:
    former = uuid4()
    one, other, same = (waiting._id_of(former, typed, b"secret") for typed in (ADDRESS, "x@example.org", ADDRESS))
    assert one == same != other
    assert waiting._id_of(former, ADDRESS, b"another") != one
    for id in (one, other):
        assert id.bytes[:8] == former.bytes[:8]
        assert id.variant == former.variant
