"""A member of staff with the membership duty tries fifty ways to learn a volunteer's telephone number, and learns none.

The volunteer is a member too, which is as near as anybody may come. Each attempt is made twice, and the number is
another one the second time: not only must no answer hold it, the two answers must be alike, so that nobody learns it
by asking many small questions either.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from azukari.core.accounts.models import User
from azukari.core.accounts.tokens import make
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.correct import correct
from azukari.core.vault.models import SealedValue
from azukari.features.exports.work import work
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

FIRST, SECOND = "090-8765-4321", "080-2222-7777"
BOTH = {"email": "both-marker@example.org"}
ASKED = {"purpose": "membership", "reason": "service"}
OTHER = {"purpose": "volunteers", "reason": "service"}
OPEN, FIND, LIST, VIEWS = (f"/console/people/{end}" for end in ("open/", "find/", "", "views/"))
API, API_PERSON, MAKE = "/api/v1/people", "/api/v1/people/{person}", "/console/account/tokens/make/"
TAKE, TAKEN = "/console/export/", {"fields": ["name", "phone"], "reason": "service", "format": "csv"}
PERSON, OPEN_PERSON = "/console/people/{person}/", "/console/people/{person}/open/"


@dataclass(frozen=True)
class Attempt:
    """One request; ``{person}``, ``{submission}`` and ``{value}`` stand for the volunteer's."""

    path: str
    data: Mapping[str, object] = field(default_factory=dict)
    method: str = "post"
    type: str = ""
    token: bool = False  # asked by a program, with a token of the clerk's


def program(path: str, **data: object) -> Attempt:
    return Attempt(path, data, "get", token=True)


def get(path: str, **data: object) -> Attempt:
    return Attempt(path, data, "get")


def find(text: str, **more: str) -> Attempt:
    return Attempt(FIND, {**ASKED, "category": "phone", "text": text, **more})


ATTEMPTS = {
    # the page of the person
    "their page": get(PERSON),
    "their page, purpose in the address": get(PERSON, **OTHER),
    "their page, category in the address": get(PERSON, categories="phone", open="1"),
    "their page, opened for membership": Attempt(OPEN_PERSON, ASKED),
    "their page, opened for volunteering": Attempt(OPEN_PERSON, OTHER),
    "their page, opened by GET": get(OPEN_PERSON, **OTHER),
    "their page, both purposes": Attempt(OPEN_PERSON, {"purpose": ["membership", "volunteers"], "reason": "service"}),
    "their page, both purposes, the other way round": Attempt(
        OPEN_PERSON, {"purpose": ["volunteers", "membership"], "reason": "service"}
    ),
    "their page, a list for a purpose": Attempt(OPEN_PERSON, {"purpose": "membership,volunteers", "reason": "service"}),
    "their page, as the person": Attempt(OPEN_PERSON, {"purpose": "own-access", "reason": "own"}),
    "their page, as the confirmation": Attempt(OPEN_PERSON, {"purpose": "confirmation", "reason": "delivery"}),
    "their page, for the books": Attempt(OPEN_PERSON, {**ASKED, "purpose": "dues-record"}),
    "their page, with a category asked for": Attempt(OPEN_PERSON, {**ASKED, "categories": ["phone"]}),
    "their page, with the submission named": Attempt(OPEN_PERSON, {**ASKED, "submission": "{submission}"}),
    "their page, with a duty named": Attempt(OPEN_PERSON, {**OTHER, "duty": "volunteers", "duties": "volunteers"}),
    "their page, with an unknown reason": Attempt(OPEN_PERSON, {**ASKED, "reason": "phone"}),
    "their timeline, narrowed": get(PERSON, kind="correction"),
    "their timeline, from the number on": get(PERSON, before=FIRST),
    "a correction of the number, by address": get("/console/people/{person}/correct/{value}/", **OTHER),
    "a correction of the number, for membership": Attempt("/console/people/{person}/correct/{value}/", ASKED),
    "a correction of the number, for volunteering": Attempt("/console/people/{person}/correct/{value}/", OTHER),
    "a correction of the number, to what it may be": Attempt(
        "/console/people/{person}/correct/{value}/", {**ASKED, "save": "1", "channel": "phone", "phone": FIRST}
    ),
    # lists of submissions
    "the volunteers' submissions": get("/console/forms/volunteers/"),
    "the volunteers' submissions, filtered": get("/console/forms/volunteers/", state="accepted", q="4321"),
    "the members' submissions, searched": get("/console/forms/membership/", q="090", phone="090", search="4321"),
    "the members' submissions, sorted": get("/console/forms/membership/", sort="phone", order="-phone"),
    # the list of people
    "the volunteers' list": get(LIST, purpose="volunteers"),
    "two purposes in one address": get(f"{LIST}?purpose=membership&purpose=volunteers"),
    "two purposes, the other way round": get(f"{LIST}?purpose=volunteers&purpose=membership"),
    "the members' list by the volunteers' form": get(LIST, purpose="membership", form="volunteers"),
    "the members' list, sorted by number": get(LIST, purpose="membership", sort="phone", order="values__sealed"),
    "the members' list, filtered by number": get(LIST, purpose="membership", phone="090", values__token="x"),
    "the members' list, a column more": get(LIST, purpose="membership", columns="phone", open="phone"),
    "the members' list, number as a date": get(LIST, purpose="membership", since="090-8765-4321"),
    "the members' list, number as a page": get(LIST, purpose="membership", page="09087654321"),
    "the volunteers' list, opened": Attempt(OPEN, {**OTHER, "categories": ["phone"]}),
    "the members' list, numbers opened": Attempt(OPEN, {**ASKED, "categories": ["phone"]}),
    "the members' list, numbers opened by the other form": Attempt(
        OPEN, {**ASKED, "categories": ["phone"], "form": "volunteers"}
    ),
    "the members' list, opened for the books": Attempt(
        OPEN, {**ASKED, "purpose": "dues-record", "categories": ["phone"]}
    ),
    "the members' list, answers opened": Attempt(OPEN, {**ASKED, "categories": ["answer", "message"]}),
    "the members' list, opened by GET": get(OPEN, **ASKED, categories="phone"),
    # the search
    "a search for the whole number": find(FIRST),
    "a search for its beginning": find("0908"),
    "a search for its end": find("4321"),
    "a search for the other number's end": find("7777"),
    "a search, abroad": find("+81 90 8765 4321"),
    "a search as a volunteers' desk": find(FIRST, purpose="volunteers"),
    "a search by name that hopes for more": find("marker", category="name", categories="phone"),
    "a search by name with the number": find("Marker 4321", category="name"),
    "a search by FAX": find(FIRST, category="fax"),
    "a search with wild cards": find("%4321%"),
    "a search by GET": get(FIND, **ASKED, category="phone", text="4321"),
    # duplicates, suppression
    "the list of duplicates": get("/console/duplicates/", purpose="volunteers"),
    "a pair of another's": get("/console/duplicates/{value}/"),
    "a pair of another's, opened": Attempt("/console/duplicates/{value}/open/", {"reason": "check"}),
    "a merge of theirs, parted": Attempt("/console/people/{person}/part/{value}/"),
    "the suppressed, asked for the number": Attempt("/console/suppression/", {"act": "check", "address": FIRST}),
    # statistics, views, errors
    "home": get("/console/"),
    "a saved view of theirs": Attempt(VIEWS, {"purpose": "volunteers", "form": "volunteers"}),
    "a saved view with the number": Attempt(VIEWS, {"purpose": "membership", "form": FIRST, "since": FIRST}),
    "counts for the operator": get("/metrics"),
    "an error in the address": get("/console/people/{value}/"),
    "the value by its id": get("/console/values/{value}/"),
    # lists that are taken out
    "an export by a guessed address": get("/console/people/export/", purpose="membership", format="csv"),
    "an export of the volunteers": Attempt(f"{TAKE}people/?purpose=volunteers", {**TAKEN, "make": "1"}),
    "an export of both": Attempt(f"{TAKE}people/?purpose=membership&purpose=volunteers", {**TAKEN, "make": "1"}),
    "an export of the members by the volunteers' form": Attempt(
        f"{TAKE}people/?purpose=membership&form=volunteers", {**TAKEN, "make": "1"}
    ),
    "an export of the members, looked at": Attempt(f"{TAKE}people/?purpose=membership", TAKEN),
    "an export of the members with another's field": Attempt(
        f"{TAKE}people/?purpose=membership", {**TAKEN, "fields": ["phone", "activities"], "make": "1"}
    ),
    "an export with another purpose posted": Attempt(
        f"{TAKE}people/?purpose=membership", {**TAKEN, "purpose": "volunteers", "make": "1"}
    ),
    "an export for the books": Attempt(f"{TAKE}people/?purpose=dues-record", {**TAKEN, "make": "1"}),
    "an export of the volunteers' form": Attempt(f"{TAKE}forms/volunteers/", {**TAKEN, "make": "1"}),
    "an export of the volunteers' form for membership": Attempt(
        f"{TAKE}forms/volunteers/?purpose=membership", {**TAKEN, "make": "1"}
    ),
    "an export of the members' form for volunteering": Attempt(
        f"{TAKE}forms/membership/?purpose=volunteers", {**TAKEN, "make": "1"}
    ),
    "the lists of others": get(TAKE),
    "somebody else's list": get(f"{TAKE}{{value}}/"),
    "somebody else's file": Attempt(f"{TAKE}{{value}}/file/"),
    # the doors outside
    "the form's API": get("/api/v1/forms/volunteers"),
    "submissions by the API": get("/api/v1/forms/volunteers/submissions"),
    "one submission by the API": get("/api/v1/forms/volunteers/submissions/{submission}"),
    "people by the API": get("/api/v1/people/{person}"),
    "people by the API, for volunteering": program(API, **OTHER),
    "people by the API, narrowed by the volunteers' form": program(API, purpose="membership", form="volunteers"),
    "people by the API, sorted by number": program(API, purpose="membership", sort="phone"),
    "people by the API, the number as a day": program(API, purpose="membership", since=FIRST),
    "the person by the API, for volunteering": program(API_PERSON, **OTHER, categories="phone"),
    "the person by the API, for both": program(
        f"{API_PERSON}?purpose=membership&purpose=volunteers&reason=service&categories=phone"
    ),
    "the person by the API, for membership": program(API_PERSON, **ASKED, categories="phone"),
    "the person by the API, answers and all": program(API_PERSON, **ASKED, categories=["phone", "answer", "message"]),
    "the person by the API, as the person": program(API_PERSON, purpose="own-access", reason="own", categories="phone"),
    "the value by the API": program("/api/v1/people/{value}", **ASKED, categories="phone"),
    "the volunteers' submissions by the API": program("/api/v1/submissions", form="volunteers"),
    "submissions by the API, searched": program("/api/v1/submissions", form="membership", phone="4321"),
    "the document of the API": program("/api/v1/openapi.json", person="{person}"),
    "a token in the address": get(API, **OTHER, token="azk_no", access_token="azk_no"),
    # becoming somebody else
    "a token for the volunteers": Attempt(MAKE, {"name": "t", "purposes": ["volunteers"], "days": "30"}),
    "a token for both": Attempt(MAKE, {"name": "t", "purposes": ["membership", "volunteers"], "days": "30"}),
    "the staff": get("/console/staff/"),
    "an invitation to oneself": Attempt(
        "/console/staff/invite/", {"email": "me@x.example.org", "name": "Me", "duties": ["volunteers"]}
    ),
    "a duty for oneself": Attempt("/console/staff/{value}/", {"duties": ["membership", "volunteers"]}),
    "the policy, with another duty": Attempt("/console/policy/duties.membership/", {"version": "0"}),
    "the policy's draft": get("/console/policy/"),
    "page statistics": get("/console/statistics/", form="volunteers", field="phone"),
    "the volunteers' numbers": get("/console/forms/volunteers/numbers/"),
    "the volunteers' spam": get("/console/forms/volunteers/apart/"),
    "the volunteers' submission": get("/console/forms/volunteers/{submission}/"),
    "the volunteers' submission, opened": Attempt("/console/forms/volunteers/{submission}/open/", OTHER),
    "the volunteers' submission by the members' form": get("/console/forms/membership/{submission}/"),
    "the volunteers' submission by the members' form, opened": Attempt(
        "/console/forms/membership/{submission}/open/", ASKED
    ),
    "the person's own page": get("/en/me"),
    "the person's own archive": get("/en/me/archive.json"),
    "the ledger": get("/ledger/checkpoint"),
}

_CHANGES = re.compile(
    rb'name="(?:csrfmiddlewaretoken|page-number)" value="[^"]+"'
    rb'|"challenge": {.*?}}|\d?\d:\d\d(?::\d\d)?|\d{4}-\d\d-\d\dT[^"]+'
    rb"|(?:# (?:HELP|TYPE) )?(?:process_|azukari_)[^\n]*\n"  # metrics: counts and ages of the whole house
    rb"|'Content-Length', '\d+'"  # the body itself is compared
)
"""What is another from one request to the next, whatever is held of anybody."""


@pytest.fixture
def clerk(published: Current) -> Client:
    return desks.fresh(desks.staff("membership"))


@pytest.fixture
def volunteer(published: Current) -> desks.Registered:
    """A member, whose number the clerk may know, and who gave another one to the volunteers."""
    desks.register("membership", BOTH)
    return desks.register("volunteers", {"phone": FIRST, **BOTH})


def _value(volunteer: desks.Registered) -> SealedValue:
    return SealedValue.objects.get(submission_id=volunteer.submission, field="phone")


def _answer(attempt: Attempt, client: Client, volunteer: desks.Registered) -> tuple[int, bytes]:
    known = {
        "{person}": str(volunteer.person),
        "{submission}": str(volunteer.submission),
        "{value}": str(_value(volunteer).id),
    }

    def filled(text: object) -> object:
        return re.sub(r"\{\w+\}", lambda m: known[m[0]], text) if isinstance(text, str) else text

    data = {name: filled(value) for name, value in attempt.data.items()}
    asking = _program() if attempt.token else client
    answer = getattr(asking, attempt.method)(filled(attempt.path), data)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body + repr(sorted(answer.headers.items())).encode()


def _program() -> Client:
    """A program of the clerk's, with a token for all that the clerk may open."""
    clerk, charter = User.objects.get(email="membership@staff.example.org"), current()
    purposes = charter.policy.duties["membership"].purposes
    words = make(clerk, "t", purposes, days=1, policy=charter.policy, now=desks.moment())[1]
    return Client(headers={"Accept-Language": "en", "Authorization": f"Bearer {words}"})


def _holds(body: bytes, number: str) -> bool:
    digits = number.replace("-", "")
    separated = r"[\s()./-]*".join(digits[1:])
    return re.search(separated.encode(), body) is not None


def _echoed(attempt: Attempt) -> bool:
    """Whether the number stood in what was asked, so that it may stand in the box again."""
    return any(_holds(str(value).encode(), number) for value in attempt.data.values() for number in (FIRST, SECOND))


def test_there_are_fifty_at_least():
    assert len(ATTEMPTS) >= 50


@pytest.mark.parametrize("how", ATTEMPTS)
def test_the_number_is_not_learnt_by(how: str, clerk: Client, volunteer: desks.Registered):
    attempt = ATTEMPTS[how]
    trail = set(Trail.objects.values_list("entry_id", flat=True))
    status, before = _answer(attempt, clerk, volunteer)
    Trail.objects.exclude(entry_id__in=trail).delete()  # else the second answer would tell of the first look
    actor = Actor(ActorKind.PERSON, str(volunteer.person))
    correct(_value(volunteer).id, SECOND, person=volunteer.person, actor=actor, now=desks.moment())
    again, after = _answer(attempt, clerk, volunteer)
    if not _echoed(attempt):
        assert not _holds(before, FIRST)
        assert not _holds(after, SECOND)
    assert status == again
    assert status < 500
    assert _CHANGES.sub(b"", before) == _CHANGES.sub(b"", after)


@pytest.mark.parametrize("where", ["people/?purpose=membership", "forms/membership/", "people/?purpose=dues-record"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_file_that_the_clerk_may_take_out_holds_the_number(
    where: str, kind: str, clerk: Client, volunteer: desks.Registered
):
    """What the clerk may have is taken out whole, with every field that is offered."""
    offered = re.findall(r'name="fields" value="(\w+)"', clerk.get(f"{TAKE}{where}").content.decode())
    asked = {"fields": offered, "reason": "service", "format": kind, "make": "1"}
    order = clerk.post(f"{TAKE}{where}", asked).headers["Location"]
    while work(desks.moment()):
        pass
    file = clerk.post(f"{order}file/").getvalue()
    cells = file.decode() if kind == "csv" else str(list(load_workbook(BytesIO(file)).active.values))
    assert len(offered) > 1
    assert desks.MARK in cells
    assert not _holds(cells.encode(), FIRST)
    assert "volunteer" not in cells.lower()


def test_whoever_has_the_duty_does_learn_it(volunteer: desks.Registered, published: Current):
    """The same questions open the number to the volunteers' desk: the attempts fail at the gate and nowhere else."""
    client = desks.browser(desks.staff("volunteers"))
    for attempt in (
        Attempt(OPEN_PERSON, OTHER),
        Attempt(OPEN, {**OTHER, "categories": ["phone"]}),
        find("4321", purpose="volunteers"),
    ):
        assert _holds(_answer(attempt, client, volunteer)[1], FIRST)
