"""Postcodes, addresses, telephone numbers, email: every way of typing comes to one."""

import contextlib
import threading

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from azukari.lib.characters import MalformedError
from azukari.lib.email import counted, email, mailbox, wire
from azukari.lib.phone import dialled, phone
from azukari.lib.postal_address import addresses
from azukari.lib.postcode import postcode
from azukari.lib.search_key import search_key
from azukari.lib.street_address import street_address
from azukari.lib.width import DASHES

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    st.from_regex("[0-9]{3}", fullmatch=True),
    st.from_regex("[0-9]{4}", fullmatch=True),
    st.sampled_from(DASHES),
    st.booleans(),
)
def test_every_dash_makes_a_postcode(head, tail, dash, wide):
    typed = f"〒{head}{dash}{tail}"
    assert postcode(typed.translate(WIDE) if wide else typed) == f"{head}-{tail}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1000001", "100-0001"),
        (" 100 0001 ", "100-0001"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("us−94105", "US-94105"),
        ("K1A 0B1", "K1A 0B1"),
        ("sw1a1aa", "SW1A 1AA"),
        ("M1-1AE", "M1 1AE"),
        ("US-94105-1234", "US-94105-1234"),
        ("ＵＳ　９４１０５－１２３４", "US-94105-1234"),
        ("kr04524", "KR-04524"),
        ("1012 AB", "1012 AB"),
    ],
)
def test_postcode(typed, kept):
    assert postcode(typed) == kept


@pytest.mark.parametrize("typed", ["10001", "10000011", "94105", "", "東京", "ABC", "1000001\x00"])
def test_no_postcode(typed):
    with pytest.raises(MalformedError):
        postcode(typed)


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_makes_a_phone_number(dash):
    assert phone(f"０３{dash}１２３４{dash}５６７８") == "03-1234-5678"


@pytest.mark.parametrize(
    ("typed", "kept", "key"),
    [
        ("09012345678", "090-1234-5678", "+819012345678"),
        ("+81 90 1234 5678", "090-1234-5678", "+819012345678"),
        ("＋８１（３）１２３４ー５６７８", "03-1234-5678", "+81312345678"),
        ("03(0000)0000", "03-0000-0000", "+81300000000"),
        ("0120-000-000", "0120-000-000", "+81120000000"),
        ("+44 20 7946 0958", "+44 20 7946 0958", "+442079460958"),
        ("045-123-4567 内線12", "045-123-4567 ext. 12", "+81451234567"),
    ],
)
def test_phone(typed, kept, key):
    assert phone(typed) == kept
    assert phone(kept) == kept
    assert dialled(typed) == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "110",
        "03-1234-567",
        "999999999999",
        "call me",
        "03-1234-5678 mobile",
        "+999 1",
        "090-1234-567",
        "0901234567",
        "+81 90 1234 567",
        "070-123-4567",
        "050-1234-567",
        "0800-123-456",
        "090-1234-56789",
        "03-1234-56789",
        "+81 3 1234 56789",
        "0120-000-0000",
        "+1 253 0000",
        "+44 20 7946 09",
    ],
)
def test_no_phone(typed):
    with pytest.raises(MalformedError):
        phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept", "key"),
    [
        (" Hana.B@Example.ORG ", "Hana.B@example.org", "hana.b@example.org"),
        ("ｈａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "hana@example.org", "hana@example.org"),
        ("hana@example。org", "hana@example.org", "hana@example.org"),
        ("花@例え.jp", "花@例え.jp", "花@xn--r8jz45g.jp"),
        ("h@xn--r8jz45g.jp", "h@例え.jp", "h@xn--r8jz45g.jp"),
        ("mailto:a+b@example.org", "a+b@example.org", "a+b@example.org"),
        ("ha..na@docomo.ne.jp", "ha..na@docomo.ne.jp", "ha..na@docomo.ne.jp"),
        ("Hana.@EZweb.ne.jp", "Hana.@ezweb.ne.jp", "hana.@ezweb.ne.jp"),
        ("ｈａ．．ｎａ．@au.com", "ha..na.@au.com", "ha..na.@au.com"),
        ('"h...a"@t.vodafone.ne.jp', "h...a@t.vodafone.ne.jp", "h...a@t.vodafone.ne.jp"),
        ("hana-.-@softbank.ne.jp", "hana-.-@softbank.ne.jp", "hana-.-@softbank.ne.jp"),
    ],
)
def test_email(typed, kept, key):
    assert email(typed) == kept
    assert mailbox(typed) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("s@example.org", "ſ@example.org"), ("ß@example.org", "ss@example.org")],
)
def test_two_mailboxes_that_fold_to_one_are_two_people_s_with_one_budget(one, other):
    assert mailbox(one) != mailbox(other)
    assert search_key("email", one) != search_key("email", other)
    assert counted(one) == counted(other)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Hana+news@Example.ORG", "hana@example.org"),
        ("+x@example.org", "+x@example.org"),
        ("hana＋news@example.org", "hana@example.org"),
        ("ＨＡＮＡ@example。org", "hana@example.org"),
        ("É@example.org", "é@example.org"),
        ("h.a.na+x@gmail.com", "hana@gmail.com"),
        ("Ha.na@googlemail.com", "hana@gmail.com"),
        ("ha.na@example.org", "ha.na@example.org"),
        ("ha-na_@pm.me", "hana@proton.me"),
        ("no address", "@no address"),
        ("", "@"),
    ],
)
def test_under_what_an_address_is_counted(typed, key):
    assert counted(typed) == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hana",
        "hana@",
        "@example.org",
        "a@b",
        "a..b@example.org",
        "ab.@example.org",
        ".ab@docomo.ne.jp",
        "a..b c@docomo.ne.jp",
        "a..b@docomo.ne.jp.example.org",
        "a..b@notdocomo.ne.jp",
        'a.."b@docomo.ne.jp',
        "a..b@au.com\nbcc: c@example.org",
        "a b@example.org",
        "a@exa_mple.org",
        "a" * 250 + "@example.org",
    ],
)
def test_no_email(typed):
    with pytest.raises(MalformedError):
        email(typed)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("hana@example.org", "hana@example.org"),
        ("ha..na@docomo.ne.jp", '"ha..na"@docomo.ne.jp'),
        ("hana.@ezweb.ne.jp", '"hana."@ezweb.ne.jp'),
    ],
)
def test_on_the_wire_dots_that_no_standard_allows_are_quoted(address, told):
    assert wire(address) == told
    assert email(told) == address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("千代田区平河町１ー２ー３", "千代田区平河町1-2-3"),
        ("北１条西２－１　ﾀﾜｰＡ５０１", "北1条西2-1 タワーA501"),
        ("スーパー１号館", "スーパー1号館"),
        ("\U00020bb7川町1−2", "\U00020bb7川町1-2"),
    ],
)
def test_address(typed, kept):
    assert street_address(typed) == kept


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("〒100-0001", ["東京都千代田区千代田"]),
        ("４９８－００００", ["愛知県弥富市", "三重県桑名郡木曽岬町"]),
        ("163-8001", ["東京都新宿区西新宿2丁目8-1"]),
        ("9999999", []),
        ("SW1A 1AA", []),
        ("nothing", []),
    ],
)
def test_address_of_a_postcode(code, found):
    assert [str(a) for a in addresses(code)] == found


def test_addresses_are_found_from_many_threads():
    found = []
    threads = [threading.Thread(target=lambda: found.append(str(addresses("1000001")[0]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["東京都千代田区千代田"] * 8


@given(
    st.from_regex(r"[a-z0-9.+_-]{1,12}@([a-z0-9-]{1,6}\.){1,3}(com|jp|test|local|onion|c0m|x|xn--p1ai)", fullmatch=True)
)
def test_the_short_way_to_an_address_comes_to_the_same_as_the_long_one(typed):
    try:
        valid = validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        with pytest.raises(MalformedError):
            email(typed)
    else:
        assert email(typed) == valid.normalized
        assert mailbox(typed) == f"{valid.local_part.lower()}@{valid.ascii_domain}"


@example("01-0749-9474")
@given(st.from_regex(r"0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}", fullmatch=True))
def test_the_short_way_to_a_number_comes_to_the_same_as_the_long_one(typed):
    with contextlib.suppress(MalformedError):
        ours, number = dialled(typed), phonenumbers.parse(typed, "JP")
        assert ours == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
