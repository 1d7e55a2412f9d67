"""What an instance has stored: it opens, and is found, by the program of today as by the one that wrote it. Whoever
changes how something is sealed, or by what it is found, has to bring along what is there.
"""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings

from azukari.core.vault import cipher, index_code, index_token, suppression, wrapping
from azukari.core.vault.cipher import CannotOpen, Place
from azukari.core.vault.index_code import bits_for, code, span
from azukari.core.vault.index_token import token_of
from azukari.core.vault.index_words import Lane
from azukari.core.vault.mailboxes import Marks
from azukari.core.vault.wrapping import Outer, unwrap
from azukari.policy.terms import Category

KEY = bytes(range(32))
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
WORDS = "見本 花子"
PLACE = Place(ONE, TWO, THREE, "phone", "phone", "membership magazine")
_BEGIN = "016e6e6e6e6e6e6e6e6e6e6e6e"
_WORDS = f"{_BEGIN}4ffd9c8f29f09717e19d8ff779"
_SEALED = {
    "value": (f"{_WORDS}566180c1ad3fc842a3935e24e476b69a", lambda s: cipher.open_value(s, key=KEY, place=PLACE)),
    "text": (
        f"{_WORDS}ffc5b3ddd478b1fcea3f1a58f311c768",
        lambda s: cipher.words_of(ONE, about=TWO, use="note.said").open(s, key=KEY),
    ),
    "former value": (
        f"{_WORDS}ad0804d915f19a1fb3cc31c34dd2f871",
        lambda s: cipher.former_of(ONE, person=TWO, field="name").open(s, key=KEY),
    ),
    "line of a list": (
        f"{_WORDS}515da3b084064349703b7ed5193e622f",
        lambda s: cipher.line_of(ONE, person=TWO).open(s, key=KEY),
    ),
    "saved form": (
        f"{_WORDS}481a26b3e3c3eb074752f1f4e356ff38",
        lambda s: cipher.draft_of(ONE, form="membership").open(s, key=KEY),
    ),
}


@pytest.fixture
def known_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An instance whose key files all say the same."""
    made = (wrapping._outer_cipher, wrapping.master_key, index_token.index_secret, suppression._key)
    monkeypatch.setattr(type(settings.AZUKARI), "key", lambda _self, _name, _version=0: KEY)
    for each in made:
        each.cache_clear()
    yield
    for each in made:
        each.cache_clear()


@pytest.mark.parametrize("what", _SEALED)
def test_what_was_sealed_opens_and_with_one_byte_of_another_kind_does_not(what: str) -> None:
    sealed, opened = _SEALED[what]
    assert opened(bytes.fromhex(sealed)) == WORDS
    assert opened(memoryview(bytes.fromhex(sealed))) == WORDS, "as PostgreSQL hands it out"
    with pytest.raises(CannotOpen):
        opened(b"\x02" + bytes.fromhex(sealed)[1:])
    for short in (b"", b"\x01", bytes.fromhex(_BEGIN)):
        with pytest.raises(CannotOpen):
            opened(short)


@pytest.mark.usefixtures("known_keys")
def test_files_links_and_keys_open_as_well() -> None:
    piece = bytes.fromhex(f"{_BEGIN}c434791dd032c3b78a13726fd88a74521e09be23da2353")
    assert cipher.part_of(ONE, name="list", number=7).open_bytes(piece, key=KEY) == b"content"
    link = bytes.fromhex(f"{_BEGIN}d43e741bd0282af1f2adebc0ee28489fca2be6133df4")
    assert cipher.link_of(ONE).open_bytes(link, key=KEY) == b"secret"
    wrapped = (
        f"{_BEGIN}d02c601ec22bc0881c5b1d2d9e3ca0f98809994b552fb686a7a9a8dcc59495dc1d7ccccdeca555854643bba8968fdede"
    )
    assert unwrap(bytes.fromhex(wrapped), id=ONE, use="data", outer=Outer(1, None)) == b"w" * 32
    row, key = cipher.draft_keys(b"s" * 32, b"o" * 32)
    assert row == UUID("9847c10c-405e-dc9b-78d4-cbbb9f715985")
    assert key.hex() == "5f7ee9be698a9187cf4cac457835d2091efe941da5b1f48d94366f462de2968c"


@pytest.mark.usefixtures("known_keys")
@pytest.mark.parametrize(
    ("category", "text", "token"),
    [
        (Category.EMAIL, "Hanako@Example.org", "0001dabb4078577436c9483c17575d1f5b2d"),
        (Category.NAME, "見本 花子", "0001a0d86067b606341060bbebc220a373ac"),
        (Category.PHONE, "03-0000-0101", "0001d62f56fb975cc04799c44d18a0d44ef3"),
    ],
)
def test_a_token_is_what_it_was(category: Category, text: str, token: str) -> None:
    made = token_of(category, text)
    assert made is not None
    assert (bytes(made).hex(), made.every) == (token, (made,))


@pytest.mark.parametrize("category", {*Category} - {Category.EMAIL, Category.NAME, Category.PHONE})
def test_by_what_else_somebody_wrote_nobody_is_looked_up(category: Category) -> None:
    assert token_of(category, "見本 花子") is None


@pytest.mark.usefixtures("known_keys")
def test_suppressed_addresses_and_mailboxes_are_recognised() -> None:
    digest = "9b297fcef702bf55db330e3027055aeef28d7eeab3955a573ead7d148a1235a3"
    assert suppression._digest("Hanako@Example.org", 1).hex() == digest
    mailbox = Marks("campaign").mailbox("Hanako+x@Example.org")
    assert mailbox.token.hex() == "0001fd462a5d77931710d70ed2528fe9f2d3"
    assert mailbox.domain.hex() == "00014f71705ea8605b8e3035794ef6e3cca9"
    assert not mailbox.disposable
    key = index_code.index_key(1, 1)
    assert key.hex() == "52743ab0c4643f2d270ccf42ca616a73543ddc173bb769cbb0eadc668cc39610"


@pytest.mark.parametrize(
    ("lane", "text", "codes", "reaches"),
    [
        (Lane.NAME, "ミホンハナコ", {2: 0, 7: 2, 16: 196}, {7: (2, 2), 16: (196, 196)}),
        (Lane.NAME, "佐藤", {2: 0, 7: 3, 16: 197}, {7: (2, 3), 16: (196, 199)}),
        (Lane.EMAIL, "hanako@example.org", {2: 1, 7: 12, 16: 57708}, {7: (0, 15), 16: (57344, 58367)}),
        (Lane.NUMBER, "0300000101", {2: 1, 7: 4, 16: 122}, {7: (0, 7), 16: (0, 255)}),
        (Lane.NUMBER_END, "0101", {2: 0, 7: 2, 16: 138}, {7: (0, 7), 16: (0, 255)}),
    ],
)
def test_a_code_of_the_search_is_what_it_was(
    lane: Lane, text: str, codes: dict[int, int], reaches: dict[int, tuple[int, int]]
) -> None:
    assert {bits: code(KEY, lane, text, bits=bits) for bits in codes} == codes
    assert {bits: span(KEY, lane, text[:3], bits=bits) for bits in reaches} == reaches


def test_so_many_people_have_so_many_bits() -> None:
    assert [bits_for(people) for people in (0, 15, 16, 31, 32, 2**16, 2**17, 2**30)] == [2, 2, 3, 3, 4, 15, 16, 16]
