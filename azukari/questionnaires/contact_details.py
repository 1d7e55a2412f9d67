"""Contact details in free text: mail addresses, telephone numbers and postcodes, whoever's they are.

An answer that nobody can join to a person must not name one. What is found is asked to be taken out before it is kept;
names are not found so, which is why the page warns as well.
"""

import re
import unicodedata

import phonenumbers

_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"〒\s?\d{3}-?\d{4}")
_ACCOUNT = re.compile(r"(?<![\w.])@[A-Za-z0-9_.]{3,}")
_REGION = "JP"
_DIGIT = re.compile(r"\d")
FEWEST = 6  # digits of the shortest number that the library knows, with its country's
_LONGEST = 6000


def contact_details(text: str) -> list[str]:
    """What in ``text`` somebody could be reached by, as it is written there in plain width."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    found = [match[0] for pattern in (_MAIL, _POSTCODE, _ACCOUNT) for match in pattern.finditer(plain)]
    if len(_DIGIT.findall(plain)) >= FEWEST:  # looking for numbers takes longer than all else
        found += [match.raw_string for match in phonenumbers.PhoneNumberMatcher(plain, _REGION)]
    return list(dict.fromkeys(found))
