"""What somebody types may stand on the page that asks for it, and nowhere else in the open."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.models import Notice
from azukari.core.vault.models import SealedValue
from tests.console import desks
from tests.leaks import readers
from tests.leaks.marks import EXCHANGE, STEM
from tests.leaks.readers import Visitor
from tests.leaks.town import answers
from tests.leaks.walk import Walk
from tests.rights.desk import sign_in_link

_EMAIL = f"{STEM.lower()}-typed@mail.example.org"


def _send(walk: Walk, visitor: Visitor, path: str, data: Mapping[str, object], *, shown_back: bool = True) -> str:
    walk.judge.before()
    answer = visitor.client.post(path, urlencode(data, doseq=True), content_type="application/x-www-form-urlencoded")
    typed = " ".join(str(value) for value in data.values()) if shown_back else ""
    walk.judge.look(visitor.reader, f"POST {path}", answer, typed)
    return str(answer.headers.get("Location", "")) or answer.content.decode("utf-8", "replace")


def test_a_form_repeats_what_was_typed_on_its_own_pages_alone(walk: Walk) -> None:
    stranger, town = readers.stranger(), walk.town
    for slug, form in town.policy.forms.items():
        typed = answers(form, "member", 1)
        notice = Notice.objects.get(charter_id=town.charter.number, form=slug, lang="en").digest
        for step in ("check", "edit", "next", "address", "send"):
            _send(walk, stranger, f"/en/forms/{slug}", {**typed, "step": step, "notice": notice})
        _send(walk, stranger, f"/en/forms/{slug}", {**typed, "email": f"{STEM} no address", "step": "check"})
        link = _send(walk, stranger, f"/en/forms/{slug}", {**typed, "step": "save"})
        assert "/saved/" in link, slug
        whole = " ".join(str(value) for value in typed.values())
        for path in (link, link.removesuffix("/link")):
            walk.judge.before()
            walk.judge.look(stranger.reader, "GET a saved form", stranger.client.get(path), whole)
        _send(walk, stranger, link.removesuffix("/link") + "/mail", {})
    send_due(desks.moment())
    assert walk.wrong() == []


def test_a_program_never_gets_its_values_back(walk: Walk) -> None:
    program = readers.stranger()
    for slug, form in walk.town.policy.forms.items():
        typed = {**answers(form, "member", 1), "lang": "en", "notice": "not the notice"}
        notice = Notice.objects.get(charter_id=walk.town.charter.number, form=slug, lang="en").digest
        several = [{**typed, "email": [_EMAIL]}, {**typed, "birthdate": STEM}, {**typed, "notice": notice}, typed]
        for content in several:
            walk.judge.before()
            path = f"/api/v1/forms/{slug}/submissions"
            answer = program.client.post(path, content, content_type="application/json")
            walk.judge.look(program.reader, f"POST {path}", answer)
    assert walk.wrong() == []


def test_asking_for_a_link_tells_nothing_of_whom_it_is_for(walk: Walk) -> None:
    stranger, known = readers.stranger(), walk.town.citizens["member"].email
    told = [_send(walk, stranger, "/en/me", {"email": typed}, shown_back=False) for typed in (known, _EMAIL)]
    assert told[0] == told[1]
    _send(walk, stranger, "/en/me", {"email": f"{STEM} no address"})
    at = sign_in_link(known, desks.moment())
    walk.judge.before()
    walk.judge.look(stranger.reader, "GET a mailed link", stranger.client.get(at))
    walk.outputs += [("a row of the queue", str(row)) for row in Message.objects.values()]
    assert walk.wrong() == []


def test_what_staff_type_stands_in_no_address_and_no_log(walk: Walk) -> None:
    town = walk.town
    member, privacy = readers.of_duty(town, "membership"), readers.of_duty(town, "privacy")
    citizen = town.citizens["member"]
    for value in SealedValue.objects.filter(person_id=citizen.person):
        at, asked = f"/console/people/{citizen.person}/correct/{value.id}/", {"purpose": "membership"}
        _send(walk, member, at, asked)
        more = {"email": _EMAIL, "phone": f"090-{EXCHANGE}-9902"}
        typed = {**asked, value.field: more.get(value.field, f"{STEM} corrected"), "channel": "phone", "save": "1"}
        _send(walk, member, at, typed)
    _send(walk, member, "/console/people/views/", {"purpose": "membership", "text": STEM})
    for act in ("check", "suppress"):
        _send(walk, privacy, "/console/suppression/", {"address": citizen.email, "act": act, "channel": "phone"})
    words = {"contact": f"{STEM}caller contact 090-{EXCHANGE}-9901", "said": f"{STEM}caller said"}
    page = _send(walk, privacy, "/console/rights/new/", {"kind": "question", "channel": "phone", "lang": "en", **words})
    case = town.cases[0].id
    for act, more in (("connect", {"exactly": citizen.email}), ("note", {"note": STEM}), ("numbers", {})):
        page = _send(walk, privacy, f"/console/rights/{case}/{act}/", more)
        assert not re.search(STEM, page) or "<" in page
    assert walk.wrong() == []


def test_what_people_correct_at_home_stands_in_no_address(walk: Walk) -> None:
    citizen, visitor = walk.town.citizens["member"], readers.at_home(walk.town, "member")
    for value in SealedValue.objects.filter(person_id=citizen.person):
        new = {"email": _EMAIL, "phone": f"090-{EXCHANGE}-9903"}.get(value.field, f"{STEM} corrected")
        _send(walk, visitor, f"/en/me/value/{value.id}", {"token": visitor.token, value.field: new})
    _send(walk, visitor, "/en/me/request", {"token": visitor.token, "kind": "question", "said": f"{STEM} asks"})
    assert walk.wrong() == []
