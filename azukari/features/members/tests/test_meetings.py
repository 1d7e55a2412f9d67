"""General meetings: the notice goes to those with a vote, answers and attendance count, the numbers outlive members."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.meetings.calling import (
    NOTICE_LETTER,
    NotCalled,
    attend,
    call,
    close,
    say,
    set_meeting,
    tally_of,
)
from azukari.features.members.meetings.letter import notice
from azukari.features.members.meetings.tally import MeetingTally
from azukari.features.members.models import Meeting, Said, Vote
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks
from tests.rights.desk import come_in

CLASSES = {"hanako": "Regular member", "kana": "Student member", "amelia": "Supporting member"}


@pytest.fixture
def members(charter, classes):
    found = {mailbox: registrant(charter, mailbox, FormKind.MEMBERSHIP) for mailbox in CLASSES}
    for mailbox, known in found.items():
        admit(known.submission.id, into=classes[CLASSES[mailbox]].id, actor=SETTER, now=timezone.now())
    return found


@pytest.fixture
def meeting(members):
    made = Meeting(
        form="membership", title_ja="通常総会", title_en="General meeting", place_ja="市民会館", place_en="Hall",
        agenda_ja="第1号議案", agenda_en="Accounts", starts=timezone.now() + timedelta(days=14),
    )  # fmt: skip
    set_meeting(made, actor=SETTER, now=timezone.now())
    return made


def _call(meeting):
    return call(meeting.id, actor=SETTER, now=timezone.now())


def test_the_notice_goes_once_to_everybody_with_a_vote(meeting, members, charter, classes):
    assert _call(meeting) == 2
    assert _call(meeting) == 0
    letters = Message.objects.filter(kind=NOTICE_LETTER)
    assert {letter.person_id for letter in letters} == {members["hanako"].id, members["kana"].id}
    late = registrant(charter, "taro", FormKind.MEMBERSHIP)
    admit(late.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    assert _call(meeting) == 1, "a newcomer gets it, and nobody twice"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_notice_says_when_and_where_and_names_nobody(lang, meeting, members):
    _call(meeting)
    vote = Vote.objects.get(person_id=members["hanako"].id)
    message = Message(kind=NOTICE_LETTER, person_id=vote.person_id, reference=vote.id, lang=lang)
    with translation.override(lang):
        letter = notice(message, timezone.now())
        assert notice(message, meeting.starts) is None
    assert letter is not None
    words = " ".join((letter.subject, *letter.paragraphs))
    assert meeting.title[lang] in words
    assert meeting.agenda[lang] in words
    assert members["hanako"].visitor.name not in words


def test_i_answer_on_my_page_and_change_my_mind_until_it_begins(meeting, members):
    own = come_in(members["hanako"].email, timezone.now())
    assert "General meeting" not in own.get()
    _call(meeting)
    assert "Will you be there?" in own.get()
    vote = Vote.objects.get(person_id=members["hanako"].id)
    for said in (Said.COMES, Said.PROXY):
        assert own.post(f"/meeting/{vote.id}", said=said.value).status_code == 303
    assert Vote.objects.get(id=vote.id).said == Said.PROXY
    for done, words, kind in (("said", "Thank you.", "kept"), ("not-said", "The meeting has begun", "attention")):
        before, told, _after = own.get(f"?done={done}").partition(words)
        assert told
        assert before.rpartition('class="callout ')[2].startswith(kind)
    theirs = Vote.objects.get(person_id=members["kana"].id)
    assert own.post(f"/meeting/{theirs.id}", said="comes").status_code == 404
    with pytest.raises(NotCalled):
        say(vote.id, Said.COMES, actor=SETTER, now=meeting.starts)


def test_who_comes_after_all_is_no_proxy_and_who_left_has_no_vote(meeting, members):
    _call(meeting)
    votes = {v.person_id: v for v in Vote.objects.all()}
    hanako, kana = votes[members["hanako"].id], votes[members["kana"].id]
    say(hanako.id, Said.PROXY, actor=SETTER, now=timezone.now())
    assert tally_of(meeting) == MeetingTally(2, 0, 1, 0, "half")
    attend(hanako.id, was_there=True)
    assert tally_of(meeting) == MeetingTally(2, 1, 0, 0, "half")
    end_registration(kana.submission_id, reason=EndedAs.LEFT, actor=SETTER, now=timezone.now())
    assert tally_of(meeting) == MeetingTally(1, 1, 0, 0, "half")


def test_what_is_closed_keeps_its_numbers_when_its_members_are_gone(meeting, members):
    _call(meeting)
    attend(Vote.objects.get(person_id=members["hanako"].id).id, was_there=True)
    held = close(meeting.id, actor=SETTER, now=meeting.starts)
    Vote.objects.all().delete()
    assert tally_of(held) == MeetingTally(2, 1, 0, 0, "half")
    with pytest.raises(NotCalled):
        _call(meeting)


def test_the_desk_plans_calls_notes_by_number_and_takes_the_list_out(membership_desk, members):
    desk, at = desks.fresh(membership_desk.user), "/console/members/membership/meetings/"
    assert "Plan a general meeting" in desk.get(at).content.decode()
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%d} 14:00"
    values = {
        "title_ja": "総会", "title_en": "Meeting", "starts": day, "place_ja": "会館", "place_en": "Hall",
        "agenda_ja": "", "agenda_en": "", "quorum": "half",
    }  # fmt: skip
    assert desk.post(f"{at}new/", {**values, "starts": "soon"}).status_code == 422
    page = desk.post(f"{at}new/", values, follow=True)
    own = page.redirect_chain[-1][0].partition("?")[0]
    assert "Fewer than five days are left." in page.content.decode()
    assert "2 members with a vote have not had the notice." in page.content.decode()
    desk.post(f"{own}call/")
    noted = desk.post(f"{own}note/", {"number": "１", "what": "there"}, follow=True).content.decode()
    assert "The quorum is reached. Votes present: 1." in noted
    assert (
        "has that number" in desk.post(f"{own}note/", {"number": "99", "what": "there"}, follow=True).content.decode()
    )
    assert members["hanako"].visitor.name not in noted
    japanese = desk.get(own, headers={"Accept-Language": "ja"}).content.decode()
    assert all(f'<dd class="number">{n}</dd>' in japanese for n in ("2票", "1名")), "counted with their units"
    minutes = desk.post(f"{own}minutes/").content.decode()
    assert members["hanako"].visitor.name in minutes
    assert desks.browser(desks.staff("volunteers")).get(at).status_code == 403


def test_the_notice_costs_the_same_for_one_and_for_many(meeting, members):
    with CaptureQueriesContext(connection) as asked:
        _call(meeting)
    assert len(asked) <= 12, [query["sql"][:80] for query in asked]


@given(st.integers(0, 500), st.sampled_from([("none", 0, 1), ("third", 1, 3), ("half", 1, 2), ("two-thirds", 2, 3)]))
def test_the_quorum_is_the_least_number_that_is_enough(votes, part):
    name, top, bottom = part
    needed = MeetingTally(votes, 0, 0, 0, name).needed
    assert needed * bottom >= votes * top
    assert needed == 0 or (needed - 1) * bottom < votes * top


def test_what_is_done_with_a_meeting_is_on_record(meeting, members):
    _call(meeting)
    close(meeting.id, actor=SETTER, now=timezone.now())
    kinds = Pending.objects.filter(kind__startswith="members:meeting:").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["members:meeting:set", "members:meeting:called", "members:meeting:closed"]
