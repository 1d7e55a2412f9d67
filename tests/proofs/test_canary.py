"""A canary: somebody whose every word is unique registers, is looked at by staff on the console's page, takes a copy
along, corrects, and is erased.

At no time does a word of theirs stand in plain text in any file of the instance or of the database, and what was erased
is gone to the byte (P38, P41; laws 2 and 6). The outbox stands for the outside world and is left out.
"""

import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import staff
from tests.live import Program
from tests.proofs import registering
from tests.proofs.disk import places
from tests.proofs.scanner import in_file, sightings

_TAG = secrets.token_hex(4).translate(str.maketrans("0123456789", "ghijkmnpqr"))  # letters only, so that names take it
_DIGITS = f"{secrets.randbelow(10**7):07}"

ADDRESS = f"canary-{_TAG}@mail.example.org"
MEMBER = {
    "member_class": "regular",
    "name": f"Namae{_TAG}",
    "name_kana": f"Yomigana{_TAG}",
    "email": ADDRESS,
    "postcode": "198-0172",
    "address": f"東京都青梅市沢井Jusho{_TAG}",
    "phone": f"070-1{_DIGITS[:3]}-{_DIGITS[3:]}",
    "fax": f"050-2{_DIGITS[:3]}-{_DIGITS[3:]}",
    "occupation": f"Shigoto{_TAG}",
}
DESK = "desk@staff.example.org"
VOLUNTEER = {
    "name": f"Namae{_TAG}",
    "email": ADDRESS,
    "activities": ["water"],
    "message": f"Messeji{_TAG}",
}
SURVEYED = {"visits": "weekly", "place": f"Basho{_TAG}", "wishes": f"Negai{_TAG}", "email": ADDRESS}
CORRECTED = f"080-3{_DIGITS[:3]}-{_DIGITS[3:]}"
WORDS = sorted(
    {ADDRESS.partition("@")[0], CORRECTED}
    | {
        value
        for answers in (MEMBER, VOLUNTEER, SURVEYED)
        for name, value in answers.items()
        if isinstance(value, str) and name not in {"member_class", "email", "postcode", "visits"}
    }
)

_LOOK = f"""
from azukari.core.people.models import Person
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import PersonKey, SealedValue
person = confirmed_person("{ADDRESS}")
"""
_BYTES = """
import json
written = SealedValue.objects.filter(person=person, field__in=["message", "wishes"])
print(json.dumps([bytes(v.sealed).hex() for v in written]
                 + [bytes(k.wrapped).hex() for k in PersonKey.objects.filter(person=person, use="ledger")]
                 + [bytes(v.token).hex() for v in SealedValue.objects.filter(person=person, field="email")]))
"""
_PHONE = """
print(SealedValue.objects.get(person=person, field="phone").id)
"""


@pytest.fixture
def canary(own_program: Program, tmp_path: Path) -> Program:
    """A served instance whose temporary files lie in a folder that can be looked into."""
    (tmp_path / "temporary").mkdir()
    own_program.environment = {**own_program.environment, "TMPDIR": str(tmp_path / "temporary")}
    own_program.start()
    return own_program


def _in_plain_sight(program: Program) -> list[str]:
    found = sightings(WORDS, places(program), apart_from=[program.root / "outbox"])
    return [f"{sighting.dress} in {sighting.file}" for sighting in found]


def _remnants(program: Program, erased: list[bytes]) -> list[str]:
    files = [file for file in (program.root / "data").rglob("*") if file.is_file()]
    return [file.name for file in files if in_file(file, dict(enumerate(erased)))]


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(900):
        if until():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come to pass within a minute and a half.")


def test_a_canary_leaves_nothing_on_the_disk(canary: Program) -> None:
    registering.by_api(canary, "membership", MEMBER)
    registering.confirm(canary, ADDRESS, count=1)
    registering.by_page(canary, "volunteers", VOLUNTEER)
    registering.confirm(canary, ADDRESS, count=3)  # the second mail was the receipt
    registering.by_api(canary, "riverside-survey", SURVEYED)
    registering.confirm(canary, ADDRESS, count=5)
    canary.wait_for_mail(ADDRESS, count=6)
    staff.enrol(canary, DESK)
    office = staff.come_in(canary, DESK)
    seen = staff.open_newest(office, "membership", purpose="membership").text
    assert all(MEMBER[name] in seen for name in ("name", "address"))

    me = registering.enter(canary, ADDRESS, count=7)
    shown = me.get("/ja/me").text
    assert MEMBER["occupation"] in shown
    assert str(SURVEYED["wishes"]) in shown
    archive = me.press(me.get("/ja/me"), "archive.json")
    assert str(VOLUNTEER["message"]) in json.dumps(json.loads(archive.text), ensure_ascii=False)
    value = canary.python(_LOOK + _PHONE).strip()
    corrected = me.press(me.get(f"/ja/me/value/{value}"), phone=CORRECTED, value=CORRECTED)
    assert corrected.status == 200
    assert CORRECTED in me.get("/ja/me").text
    assert MEMBER["phone"] not in me.get("/ja/me").text
    assert not _in_plain_sight(canary)

    erased = [bytes.fromhex(text) for text in json.loads(canary.python(_LOOK + _BYTES))]
    assert len(erased) > 5
    sqlite = not canary.environment.get("AZUKARI_DATABASE")
    if sqlite:
        assert _remnants(canary, erased), "The bytes were not even there before."
    certificate = me.press(me.get("/ja/me/erase"))
    assert certificate.status == 200, certificate.text
    assert not [word for word in WORDS if word in office.get("/console/forms/membership/").text]
    assert "/me/certificate/" in certificate.url
    time.sleep(2.5)  # the worker integrates the ledger and mails the certificate
    assert canary.python(_LOOK + "print(person)").strip() == "None"
    assert not _in_plain_sight(canary)
    if sqlite:
        _wait(lambda: not _remnants(canary, erased))  # the worker wipes the log
    canary.stop()
    assert not _in_plain_sight(canary)
    canary.azukari("ledger", "verify")
