"""What stands in a file that a recipient opens, and in the letter that declines a request, line by line."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from azukari.core.policy_versions.current import Current
from azukari.core.transfers.cases import Demanded, open_case
from azukari.core.transfers.content import by_category, header, line, trailer
from azukari.core.transfers.letters import refusal_letter
from azukari.core.transfers.models import Recipient
from azukari.core.transfers.register import add_authority
from azukari.core.vault.release import Opened
from azukari.policy.terms import Category
from tests.cast import NOW
from tests.disclosure import office
from tests.disclosure.rows import went

pytestmark = pytest.mark.django_db

HANDLE = UUID("01a2243a-b6d0-7ad2-9d88-b494a0e231b8")


def test_the_file_says_first_from_whom_it_is_for_what_and_by_which_policy(ruling: Current, moment: datetime) -> None:
    organisation = ruling.policy.organisation
    transfer = went(moment, categories="email name")
    told = {
        "format": "azukari-disclosure",
        "version": 1,
        "transfer": str(transfer.id),
        "organisation": dict(organisation.name),
        "contact": organisation.email,
        "recipient": office.KOTORI,
        "purpose": "magazine",
        "ground": "contract",
        "categories": ["email", "name"],
        "policy": 1,
        "approved": moment.isoformat(),
    }
    written = header(transfer)
    assert json.loads(written) == told
    assert written.endswith(b"\n")
    assert organisation.name["ja"].encode() in written, "to be read without a program, too"
    transfer.approved_at = None
    assert json.loads(header(transfer)) == {**told, "approved": None}


def test_each_person_is_one_line_by_the_handle_alone_and_the_last_one_says_how_many() -> None:
    def value(category: Category, field: str, text: str) -> Opened:
        return Opened(HANDLE, HANDLE, HANDLE, field, category, text, frozenset(), NOW, None)

    values = [
        value(Category.NAME, "name", "読者"),
        value(Category.PHONE, "phone", "03"),
        value(Category.PHONE, "mobile", "090"),
    ]
    told = {"name": {"name": "読者"}, "phone": {"phone": "03", "mobile": "090"}}
    assert by_category(values) == told
    assert json.loads(line(HANDLE, values)) == {"person": str(HANDLE), "values": told}
    assert "読者".encode() in line(HANDLE, values)
    assert line(HANDLE, values).count(b"\n") == 1
    assert json.loads(trailer(3)) == {"end": True, "people": 3}


@pytest.mark.parametrize(("reference", "written"), [("R8-1234", "R8-1234"), ("", "-")])
def test_the_letter_that_declines_names_both_the_day_and_the_document(
    ruling: Current, moment: datetime, reference: str, written: str
) -> None:
    court = add_authority(
        "kakucho-court", name={"en": "Kakucho Court"}, address={}, country="JP", actor=office.ASKER, now=moment
    )
    demanded = Demanded(False, "", "", reference, frozenset())
    case = open_case(Recipient.objects.get(slug=court.slug), demanded, actor=office.ASKER, now=moment)
    policy = ruling.policy
    letter = refusal_letter(policy, case, now=datetime(2026, 3, 5, 15, tzinfo=UTC))  # the sixth in Tokyo
    assert set(letter) == {"ja", "en"}
    ja, en = (letter[lang].splitlines() for lang in ("ja", "en"))
    assert (ja[0], ja[2]) == ("kakucho-court 御中", "2026年3月6日"), "who has no name in Japanese keeps the other"
    assert (en[0], en[2]) == ("To: Kakucho Court", "6 March 2026")
    for lang, lines in (("ja", ja), ("en", en)):
        assert lines[4] == policy.organisation.name[lang]
        assert lines[5] == policy.requests.department[lang]
    assert f"文書番号：{written}" in letter["ja"]
    assert f"(reference: {written})" in letter["en"]
    assert ja[-1] == f"お問い合わせ：{policy.requests.department['ja']} 電話 {policy.requests.phone}"
    assert en[-1] == f"Contact: {policy.requests.department['en']}, telephone {policy.requests.phone}"
