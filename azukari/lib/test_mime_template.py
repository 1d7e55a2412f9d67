"""A rendered part, read by a parser that is not ours, is the text with the slots' values, in lines as they must be."""

from base64 import b64decode
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.mime_template import MimePart, filled, mailbox, pieces, slots, words

TRICKY = "①㈱﨑髙😀〜 𠮷田"
_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="{}"), max_size=90)
_TEXTS = st.lists(_TEXT, min_size=1, max_size=6)


def _read(part: MimePart, values: dict[str, str]) -> str:
    body = b"".join(part.render(values))
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + part.encoding + b"\r\n\r\n"
    for line in body.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith(b".")
        assert b"\r" not in line
        assert b"\n" not in line
    assert body.endswith(b"\r\n")
    payload = message_from_bytes(head + body, policy=policy.SMTP).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


@given(_TEXTS, _TEXTS)
def test_what_goes_in_comes_out(texts: list[str], names: list[str]):
    for text in ("{{a}}".join(texts), "\n".join(texts), "{{a}}{{b}}\n.".join(texts), ".{{b}}." + texts[0]):
        values = {"a": " ".join(names[0].split()), "b": " ".join(names[-1].split())}
        plain = text.replace("{{a}}", values["a"]).replace("{{b}}", values["b"]) if "{{" in text else text
        expected = "\r\n".join(plain.splitlines()) + "\r\n"
        assert _read(MimePart(text), values) == expected


@pytest.mark.parametrize("length", range(7))
@pytest.mark.parametrize("before", range(4))
def test_a_slot_of_any_length_after_any_remainder(length: int, before: int):
    text = "川" * 200 + "x" * before + "{{a}}様{{b}}" + "海" * 200
    part = MimePart(text)
    assert part.encoding == b"base64"
    values = {"a": "y" * length, "b": "😀" * length}
    assert _read(part, values).strip() == text.replace("{{a}}", values["a"]).replace("{{b}}", values["b"])


@pytest.mark.parametrize("value", ["https://example.org/ja/leave/" + "a." * 90, "." * 200, "a=b" * 50, "x" * 75])
def test_a_long_word_in_a_slot(value: str):
    part = MimePart("Dear reader, to leave: {{a}}")
    assert part.encoding == b"quoted-printable"
    assert _read(part, {"a": value}).strip() == f"Dear reader, to leave: {value}"


def test_the_smaller_encoding_is_taken():
    assert MimePart("Dear {{a}}, the river. " * 20).encoding == b"quoted-printable"
    assert MimePart("川だより {{a}} 様 " * 20).encoding == b"base64"


def test_a_value_brings_no_line_of_its_own():
    for text in ("Dear {{a}},\n", "川だより{{a}}様\n"):
        assert len(_read(MimePart(text), {"a": "x\r\n.\r\ny"}).splitlines()) == 1


@pytest.mark.parametrize(
    "text", [TRICKY, TRICKY * 30, "plain", "=?utf-8?q?no?=", "x" * 300, "", "a\r\nBcc: b@example.org"]
)
def test_a_header_survives_and_brings_no_other(text: str):
    raw = b"Subject: " + words(text) + b"\r\n\r\n"
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    read = message_from_bytes(raw, policy=policy.SMTP)
    assert read.keys() == ["Subject"]
    assert " ".join(read["Subject"].split()) == " ".join(text.split())


@pytest.mark.parametrize("name", [TRICKY, "O'Neil, Ann", 'Ann "Andi" O', "Ann O", "", "x@y"])
def test_a_mailbox_is_read_as_it_was_meant(name: str):
    read = message_from_bytes(b"To: " + mailbox(name, "a@example.org") + b"\r\n\r\n", policy=policy.SMTP)
    (one,) = read["To"].addresses
    assert (one.display_name, one.addr_spec) == (name, "a@example.org")


def test_slots_are_found_and_filled():
    assert slots("{{name}} and {{leave}} and {{ not }}") == {"name", "leave"}
    assert filled(pieces("{{name}}様、川だより"), {"name": "花子"}) == "花子様、川だより"


@pytest.mark.parametrize("end", [" ", "\t", "  \t "])
def test_no_line_ends_with_white_space_which_a_relay_may_take_away(end: str):
    for text in (f"Dear all,{end}\nthe river{end}\n", f"Dear {{{{a}}}}{end}\n" + "It has rained.\n" * 9):
        part = MimePart(text)
        assert part.encoding == b"quoted-printable"
        rows = b"".join(part.render({"a": "Ann"})).split(b"\r\n")
        assert not [row for row in rows if row.endswith((b" ", b"\t"))]


@pytest.mark.parametrize("text", [TRICKY * 30, "x" + "川" * 60, "xy" + "😀" * 40])
def test_each_encoded_word_is_whole_characters(text: str):
    found = [b64decode(word[10:-2]) for word in words(text).split(b"\r\n ")]
    assert "".join(word.decode() for word in found) == text
    assert max(map(len, found)) <= 36
