"""P14: each address of the API that takes a token of staff x each purpose of the policy. A token for a purpose that
does not allow what the address does is refused in words, recorded, and nobody is opened.

Addresses come from the API itself and purposes from the policy; parameters from its description.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from ninja.operation import Operation

from azukari.core.accounts.models import User
from azukari.core.accounts.tokens import make
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.ways import PROGRAM, declared
from azukari.policy.terms import Policy
from azukari.policy.ways import Way, may_serve
from azukari.shells.api.server import api
from azukari.shells.api.staff_token import StaffToken
from tests.console import desks

pytestmark = pytest.mark.django_db


ELSEWHERE = ("release.outside-token", "console.other-duty")
"""Refusals because the token's purpose is none of the form's, or none of the person's."""


@dataclass(frozen=True)
class Address:
    """An address with one method: ``GET members``, as its description has it."""

    method: str
    path: str
    operation: Operation

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def way(self) -> Way | None:
        return getattr(self.operation.view_func, "way", None)


def _addresses() -> Iterator[Address]:
    assert (
        Client().get("/api/v1/openapi.json").status_code == 200
    )  # the slices' routers are read with the first request
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if any(isinstance(auth, StaffToken) for auth in operation.auth_callbacks):
                    yield from (Address(method, path, operation) for method in operation.methods)


@pytest.fixture
def addresses(ruling: Current) -> list[Address]:
    return sorted(_addresses(), key=lambda one: one.name)


@pytest.fixture
def ruling() -> Current:
    return desks.publish()


def _sent(policy: Policy, purpose: str, form: str, one: desks.Registered) -> Mapping[str, object]:
    """What may be sent to any of them, by the name of the parameter."""
    return {
        "form": form, "purpose": purpose, "categories": sorted(policy.purposes[purpose].categories)[:1],
        "reason": "service", "begins": "2027-01-01", "ends": "2027-02-01", "number": 1, "id": one.person,
    }  # fmt: skip


def _needed(name: str) -> set[str]:
    """The names of the parameters that this address demands, as its description says."""
    document = api.get_openapi_schema()
    method, path = name.split(" ", 1)
    described = document["paths"][f"/api/v1/{path}"][method.lower()]
    needed = {each["name"] for each in described.get("parameters", ()) if each.get("required")}
    if body := described.get("requestBody"):
        shape = next(iter(body["content"].values()))["schema"]["$ref"].rsplit("/", 1)[-1]
        needed |= {*document["components"]["schemas"][shape]["required"]}
    return needed


def _asked(program: Client, address: Address, sent: Mapping[str, Any]):
    given = {name: sent[name] for name in _needed(address.name)}
    there = {key: given.pop(key) for key in ("number", "id") if f"{{{key}}}" in address.path}
    at = f"/api/v1/{address.path.format(**there)}"
    if address.method == "GET":
        return program.get(at, given)
    return program.generic(address.method, at, json.dumps(given), content_type="application/json")


def _program(user: User, purpose: str, policy: Policy) -> Client:
    words = make(user, purpose, [purpose], days=9, policy=policy, now=desks.moment())[1]
    return Client(headers={"Authorization": f"Bearer {words}", "Accept-Language": "en"})


def _recorded(kind) -> int:
    return Pending.objects.filter(kind=kind.name).count()


def test_each_address_says_in_which_way_it_uses_data(addresses):
    assert len(addresses) > 8
    assert not [one.name for one in addresses if one.way not in declared()], "Say it: @does(way) beneath the route"
    reading = [one.name for one in addresses if one.method != "GET" and (one.way is PROGRAM or not one.way.serves)]
    assert not reading, "What changes something is no mere reading."


def test_each_address_with_a_token_for_each_purpose(addresses, ruling):
    policy = ruling.policy
    one = {form: desks.register(form) for form in desks.DATA if form in policy.forms}
    user = desks.staff("membership")
    for duty in policy.duties.keys() - {"membership"}:
        user.duties.create(duty=duty)
    cells, tried = 0, {"refused": 0, "allowed": 0}
    for purpose in policy.purposes:
        program = _program(user, purpose, policy)
        for address in addresses:
            cells += 1
            forms = [form.slug for form in policy.forms.values() if purpose in form.purposes and form.slug in one]
            for form in forms or ["membership"]:
                sent = _sent(policy, purpose, form, one[form])
                before = _recorded(VALUE_RELEASED), _recorded(VALUE_REFUSED)
                answer = _asked(program, address, sent)
                code = answer.json().get("code", "") if answer.status_code == 403 else ""
                what = (address.name, purpose, form, answer.content)
                if answer.status_code == 404 and "no such form" in answer.json()["detail"].lower():
                    continue  # the address is about forms of another kind
                assert address.way is not None
                if may_serve(policy, address.way, purpose):
                    assert answer.status_code in (200, 404, 409) or code in ELSEWHERE, what
                    tried["allowed"] += answer.status_code != 403
                else:
                    assert answer.status_code == 403, what
                    assert _recorded(VALUE_RELEASED) == before[0], what
                    assert _recorded(VALUE_REFUSED) == before[1] + 1, what
                    if code not in ELSEWHERE:
                        assert code in ("way.other-use", "way.no-use"), what
                        assert address.way.title["en"] in answer.json()["detail"], what
                        tried["refused"] += 1
    assert cells == len(addresses) * len(policy.purposes)
    assert min(tried.values()) > 5, tried


def test_no_token_is_offered_for_a_purpose_that_no_program_may_serve(ruling):
    page = desks.fresh(desks.staff("volunteers")).get("/console/account/tokens/make/").content.decode()
    assert 'value="volunteers"' in page
    assert 'value="emergency"' not in page
