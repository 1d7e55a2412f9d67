"""Telephone numbers: Japanese ones as they are dialled at home, others with their country code."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from azukari.lib.characters import MalformedError, line
from azukari.lib.width import DASHES, narrow

_HOME = "JP"
_HOME_CODE = 81
_ELEVEN_DIGITS = re.compile("[56789]0|20")  # 050 to 090, 0800 and 020; without the leading 0
_DASH = re.compile(f"[{re.escape(DASHES)}]")
_AT_HOME = re.compile(r"0[1-9][0-9]{0,3}-?[0-9]{1,4}-?[0-9]{3,4}")
_SHAPE = re.compile(r"[+0-9() .,/\-]+((ext|x|#)[. :]*[0-9]{1,7} ?)?", re.IGNORECASE)


def _is_whole(digits: str) -> bool:
    """Whether a number within Japan, without its leading 0, has as many digits as its kind; which ranges are in use is
    not our business, and changes.
    """
    return len(digits) == (10 if _ELEVEN_DIGITS.match(digits) else 9)


def _parsed(text: str) -> PhoneNumber:
    plain = _DASH.sub("-", narrow(line(text))).replace("内線", " ext. ")
    if _AT_HOME.fullmatch(plain):  # the common case; 010 leads abroad
        digits = plain.replace("-", "")[1:]
        if _is_whole(digits) and not digits.startswith("10"):
            return PhoneNumber(country_code=_HOME_CODE, national_number=int(digits))
    if not _SHAPE.fullmatch(plain):
        raise MalformedError("format")
    try:
        number = phonenumbers.parse(plain, _HOME)
    except NumberParseException as error:
        raise MalformedError("format") from error
    if number.country_code == _HOME_CODE:
        fits = _is_whole(phonenumbers.national_significant_number(number))
    else:
        fits = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not fits:
        raise MalformedError("format")
    return number


def phone(text: str) -> str:
    """A number for people to read and dial: ``03-1234-5678``, ``+44 20 7946 0958``.

    Raises:
        MalformedError: ``characters``, or ``format`` where it cannot be a number.
    """
    number = _parsed(text)
    style = PhoneNumberFormat.NATIONAL if number.country_code == _HOME_CODE else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def dialled(text: str) -> str:
    """The same number in one spelling for all (E.164, extension dropped), to compare by.

    Raises:
        MalformedError: as above.
    """
    return phonenumbers.format_number(_parsed(text), PhoneNumberFormat.E164)
