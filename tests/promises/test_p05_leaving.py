"""P05, P06: whoever leaves, or whose registration lapses, has a service that is over: the policy's time after it runs,
and what only it needed is erased when that time is over.
"""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from azukari.core.consent.models import Grant
from azukari.core.forms.ending import NotOursToUndo, NotRunning, NotThatDay, end_registration, take_back_end
from azukari.core.forms.ending_letters import ended, resumed
from azukari.core.forms.events import REGISTRATION_ENDED
from azukari.core.forms.models import EndedAs, RegistrationEnd
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import NOW, registrant
from tests.console import desks
from tests.rights.desk import come_in

LATER = NOW + timedelta(days=30)
OWN = {"hanako": FormKind.MEMBERSHIP, "amelia": FormKind.VOLUNTEERS}


@pytest.fixture(params=OWN)
def person(request, charter):
    """A member, and a volunteer."""
    return registrant(charter, request.param, OWN[request.param])


def _purpose(person):
    return {"hanako": "membership", "amelia": "volunteers"}[person.visitor.mailbox]


def _ends(person):
    return Grant.objects.get(submission_id=person.submission.id, purpose=_purpose(person)).ends_at


def _end(person, desk, **more):
    how = {"reason": EndedAs.LEFT, "actor": desk.actor, "now": LATER, **more}
    return end_registration(person.submission.id, **how)


def test_leaving_starts_the_time_after_which_everything_only_it_needed_is_erased(person, officer):
    assert _ends(person) is None
    expire(NOW + timedelta(days=5000))
    assert SealedValue.objects.filter(submission_id=person.submission.id).exists()
    _end(person, officer)
    assert timedelta(days=364) < _ends(person) - LATER < timedelta(days=367)
    expire(LATER + timedelta(days=360))
    assert SealedValue.objects.filter(submission_id=person.submission.id, purposes__contains=_purpose(person)).exists()
    expire(LATER + timedelta(days=370))
    left = SealedValue.objects.filter(submission_id=person.submission.id)
    serving = {purpose for value in left for purpose in value.purposes.split()}
    others = set(Grant.objects.filter(submission_id=person.submission.id, ends_at__isnull=True).values_list("purpose"))
    assert not left or serving & {purpose for (purpose,) in others}


def test_what_was_agreed_to_besides_goes_on(hanako, officer):
    _end(hanako, officer)
    assert Grant.objects.get(submission_id=hanako.submission.id, purpose="magazine").ends_at is None


def test_the_time_runs_from_the_day_that_the_desk_names(hanako, officer):
    _end(hanako, officer, on=date(2026, 12, 1))
    ends = _ends(hanako)
    assert ends.isoformat() == "2027-12-01T15:00:00+00:00"  # the end of that day in Tokyo, a year later
    assert RegistrationEnd.objects.get().ended_on == date(2026, 12, 1)
    told = json.loads(Pending.objects.get(kind=REGISTRATION_ENDED.name).payload)
    assert (told["reason"], told["day"], told["ends"]) == ("left", "2026-12-01", "2027-12-01")


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 12, 25)], ids=["before it began", "ahead"])
def test_a_day_on_which_it_cannot_have_ended_is_refused(hanako, officer, day):
    with pytest.raises(NotThatDay):
        _end(hanako, officer, on=day)
    assert _ends(hanako) is None


def test_what_ended_cannot_end_again_nor_what_nobody_leaves(hanako, officer, charter):
    _end(hanako, officer)
    with pytest.raises(NotRunning):
        _end(hanako, officer, reason=EndedAs.LAPSED)
    asked = registrant(charter, "hanako", FormKind.FEEDBACK)
    with pytest.raises(NotRunning):
        _end(asked, officer)
    assert Pending.objects.filter(kind=REGISTRATION_ENDED.name).count() == 1


def test_a_mistake_of_the_desk_is_taken_back_and_the_person_s_own_word_is_not(hanako, officer):
    _end(hanako, officer)
    take_back_end(hanako.submission.id, actor=officer.actor, now=LATER)
    assert _ends(hanako) is None
    assert not RegistrationEnd.objects.exists()
    own = come_in("hanako@example.org", desks.moment())
    assert own.post(f"/end/{hanako.submission.id}").status_code == 303
    with pytest.raises(NotOursToUndo):
        take_back_end(hanako.submission.id, actor=officer.actor, now=desks.moment())
    assert _ends(hanako) is not None


def test_taking_back_an_end_leaves_the_ends_of_others_as_they_are(hanako, amelia, officer):
    _end(amelia, officer)
    with pytest.raises(NotOursToUndo):  # hers runs
        take_back_end(hanako.submission.id, actor=officer.actor, now=LATER)
    end_registration(
        hanako.submission.id, reason=EndedAs.LEFT, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=LATER
    )
    with pytest.raises(NotOursToUndo):  # hers ended by her own word
        take_back_end(hanako.submission.id, actor=officer.actor, now=LATER)
    assert dict(RegistrationEnd.objects.values_list("submission", "by_person")) == {
        amelia.submission.id: False,
        hanako.submission.id: True,
    }


def _letter(build, kind, now=LATER):
    return build(Message.objects.filter(kind=kind).latest("id"), now)


def test_the_person_is_told_by_mail_what_ended_and_until_when_it_is_kept(hanako, officer):
    _end(hanako, officer, reason=EndedAs.LAPSED)
    message = Message.objects.get(kind="forms:ended")
    assert message.person_id == hanako.id
    letter = ended(message, LATER)
    assert "2027年12月24日" in "".join(letter.paragraphs)
    assert ended(message, LATER + timedelta(days=400)) is not None
    take_back_end(hanako.submission.id, actor=officer.actor, now=LATER)
    assert ended(message, LATER) is None
    assert _letter(resumed, "forms:resumed") is not None


def test_one_s_own_page_ends_it_and_says_before_and_after_what_becomes_of_it(person, present):
    own = come_in(f"{person.visitor.mailbox}@example.org", present)
    at = f"/end/{person.submission.id}"
    assert f"/me{at}" in own.get()
    asked = own.get(at)
    assert "End this registration?" in asked
    assert _ends(person) is None
    assert own.post(at).status_code == 303
    page = own.get()
    assert "This registration ended on" in page
    assert "You ended “" in page
    assert f"/me{at}" not in page
    day = own.client.get(f"/en/me{at}")
    assert day.status_code == 303  # nothing to ask any more
    assert RegistrationEnd.objects.get().by_person


def test_it_offers_to_end_what_ends_by_leaving_and_has_not_ended(hanako, charter, present):
    reader = registrant(charter, "amelia", FormKind.MAGAZINE)
    assert "/me/withdraw/magazine" in (page := come_in(reader.email, present).get())
    assert "/me/end/" not in page
    Grant.objects.filter(submission_id=hanako.submission.id, purpose="membership").update(ends_at=present)
    assert "/me/end/" not in come_in(hanako.email, present).get()


def test_nobody_ends_what_is_somebody_else_s(hanako, amelia, present):
    own = come_in("amelia@example.org", present)
    own.get(f"/end/{hanako.submission.id}", status=404)
    assert own.post(f"/end/{hanako.submission.id}").status_code == 404
    assert _ends(hanako) is None


def test_the_desk_ends_it_on_the_person_s_page_and_sees_it_in_what_happened(hanako, membership_desk, present):
    client = desks.browser(membership_desk.user)
    at = reverse("console-person-end", args=[hanako.id, hanako.submission.id])
    assert client.get(at).status_code == 302
    wrong = client.post(at, {"way": "", "ended_on": "2026-11-24"}, follow=True).content.decode()
    assert "Choose how it ended" in wrong
    assert 0 < wrong.find('id="done"') < wrong.index("How it ends"), "where the eye is"
    assert wrong.index("What can be done") < wrong.index('id="done"')
    assert 'name="ended_on" type="date" value="2026-11-24"' in wrong, "what was typed stays"
    assert _ends(hanako) is None
    today = present.date().isoformat()
    done = client.post(at, {"way": "lapsed", "ended_on": today})
    assert done["Location"].endswith("?done=ended#done")
    page = client.get(done["Location"].partition("#")[0]).content.decode()
    assert "It is noted, and the time runs" in page
    assert "lapsed on" in page
    story = come_in("hanako@example.org", present).get()
    assert "” lapsed on" in story
    back = reverse("console-person-end-back", args=[hanako.id, hanako.submission.id])
    assert "The end is reversed, and" in client.post(back, follow=True).content.decode()
    assert _ends(hanako) is None


@pytest.mark.parametrize("who", ["volunteer_desk", "mallory"])
def test_other_duties_are_refused_and_it_is_recorded(who, request, hanako):
    client = desks.browser(request.getfixturevalue(who).user)
    at = reverse("console-person-end", args=[hanako.id, hanako.submission.id])
    assert client.post(at, {"way": "left", "ended_on": "2026-11-24"}).status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert _ends(hanako) is None


def test_whoever_cannot_be_written_to_is_not_but_their_registration_ends(hanako, officer):
    Person.objects.filter(id=hanako.id).update(confirmed_at=None)
    _end(hanako, officer)
    assert not Message.objects.filter(kind="forms:ended").exists()
    assert _ends(hanako) is not None
