"""Contact details in free text: mail addresses, telephone numbers and postcodes, whoever's they are.

What nobody may join to a person, or everybody may read, must not name one. What is found is asked to be taken out
before it is kept; names are not found so, which is why a page warns as well, or a person reads the text.
"""

import re
import unicodedata

import phonenumbers

_MAIL = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}+(?:\.[\w-]{1,63}+)++")  # lengths: RFC 5321 4.5.3.1
_POSTCODE = re.compile(r"〒\s?\d{3}-?\d{4}")
_ACCOUNT = re.compile(r"(?<![\w.])@[A-Za-z0-9_.]{3,}")
_REGION = "JP"
_DIGIT = re.compile(r"\d")
FEWEST = 6  # digits of the shortest number that the library knows, with its country's
_LONGEST = 8000
"""Characters that are looked through. A text is cut after it was normalised: NFKC makes up to eighteen of one."""


def mail_addresses(text: str) -> list[str]:
    """The mail addresses in a text, in plain width."""
    return _MAIL.findall(_plain(text))


def telephone_numbers(text: str) -> list[str]:
    """The telephone numbers in a text, in plain width, as they are written there."""
    plain = _plain(text)
    if len(_DIGIT.findall(plain)) < FEWEST:  # looking for numbers takes longer than all else
        return []
    return [match.raw_string for match in phonenumbers.PhoneNumberMatcher(plain, _REGION)]


def contact_details(text: str) -> list[str]:
    """What in ``text`` somebody could be reached by, as it is written there in plain width."""
    plain = _plain(text)
    others = [*_POSTCODE.findall(plain), *_ACCOUNT.findall(plain)]
    return list(dict.fromkeys([*mail_addresses(plain), *others, *telephone_numbers(plain)]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)[:_LONGEST]
