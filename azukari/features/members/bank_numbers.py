"""Numbers that a payer wrote beside their name: of invoices, and of a member. Pure.

Banks write numbers of their own into the same text (``振込１``, ``ATM2``, a year, a month); none of them is a member's.
"""

import re

from azukari.features.members.payment_number import is_code

_CODE = re.compile(r"(?<![\d-])(?=(\d{4}[- ]?\d{4}(?!-?\d)))")
_COUNTED = r"(?:ネンド?(?:ブン|カイヒ)?|ガツ(?:ブン|カイヒ)?|ニチ|カイ|カイメ|ブン|クチ|エン|メイ|ゴウ)"
_BANK_WORD = r"(?:[\u3005\u3400-\u9fff\uf900-\ufaff]|ATM|CD|IB|EB|FAX|TEL|ネツト|センタ-?|カ-ド|シテン|R|H)"
_MEMBER = re.compile(
    r"(?:(?<=\s)|^)"  # a word of its own, or right before the name
    r"(?:NO\.?\s?)?(\d{1,6})"
    rf"(?!\s?{_COUNTED}(?:\s|$))(?=\s|$|[ァ-ヶ])"
)
_AFTER_BANK_WORD = re.compile(rf"{_BANK_WORD}\s*$")


def codes_in(payer: str) -> list[str]:
    """The numbers of invoices that a payer wrote: eight digits whose check digit fits, with a hyphen or a space in the
    middle or none. Part of a longer number is none.
    """
    found = (re.sub(r"\D", "", each) for each in _CODE.findall(payer))
    return list(dict.fromkeys(each for each in found if is_code(each)))


def member_numbers_in(payer: str) -> set[int]:
    """What may be the number of a member: a number of six digits at most that stands alone or right before a name, not
    behind a word of the bank, and not a year, a month or an amount.
    """
    return {
        int(found[1])
        for found in _MEMBER.finditer(payer)
        if int(found[1]) and not _AFTER_BANK_WORD.search(payer[: found.start()])
    }
