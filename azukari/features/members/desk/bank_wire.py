"""A line of a bank file on its way through the page: what it is and whose it seems to be, as one hidden field."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import QueryDict

from azukari.features.members.bank_confirm import Confirmed, DepositLine, of_member
from azukari.features.members.bank_lines import LineMarks, marks_of
from azukari.features.members.bank_suggestion import DepositShare, Suggestion
from azukari.features.members.events import OVERRULES
from azukari.features.members.held import NotAMember
from azukari.features.members.known_payers import token
from azukari.lib.width import narrow
from azukari.shells.staff.answer import number as number_of

_NONE = "-"


def written(form: str, its: Suggestion) -> str:
    """The line and its suggestion."""
    deposit, marks, digest = its.deposit, marks_of(form, its.deposit), token(its.deposit.payer)
    balance = _NONE if deposit.balance is None else deposit.balance
    words = (
        deposit.day, deposit.amount, its.left, its.turn, _hex(marks.cores), _hex(marks.texts),
        digest.hex() if digest else _NONE,
        deposit.account or _NONE, deposit.serial or _NONE, balance, deposit.layout or _NONE,
        "s" if its.is_sure else _NONE, its.entries,
        *(f"{part.submission}:{part.amount}" for part in its.parts),
    )  # fmt: skip
    return " ".join(str(word) for word in words)


def read(text: str) -> Confirmed:
    """What `written` wrote.

    Raises:
        ValueError: it makes no sense.
    """
    day, amount, left, turn, core, text_token, digest, account, serial, balance, layout, sure, entries, *parts = (
        "" if word == _NONE else word for word in text.split(" ")
    )
    cores, texts = (tuple(bytes.fromhex(each) for each in those.split("/") if each) for those in (core, text_token))
    marks = LineMarks(cores, texts, account[:40], serial[:40], int(balance) if balance else None, layout[:16])
    line = DepositLine(
        date.fromisoformat(day), _positive(amount), _positive(left), marks, _positive(turn), bytes.fromhex(digest)
    )
    shares = (part.split(":") for part in parts)
    whose = tuple(DepositShare(UUID(submission), _positive(share)) for submission, share in shares)
    return Confirmed(line, whose, bool(sure), int(entries))


def _hex(tokens: Sequence[bytes]) -> str:
    return "/".join(token.hex() for token in tokens) or _NONE


def _positive(text: str) -> int:
    if not 0 < (found := int(text)) < 10**10:
        raise ValueError
    return found


def confirmed(form: str, data: QueryDict) -> Iterator[Confirmed | None]:
    """What was ticked, and what somebody wrote a member's number beside, which counts before the tick; None for each
    number that no member has, and for what makes no sense.
    """
    ticked = {*data.getlist("take")}
    for n, (text, typed, reason) in enumerate(
        zip(data.getlist("line"), data.getlist("to"), data.getlist("why"), strict=False)
    ):
        is_overruled = reason in OVERRULES
        if not typed.strip() and str(n) not in ticked and not is_overruled:
            continue
        yield _one(form, text, typed.strip(), reason if is_overruled else "")


def _one(form: str, text: str, typed: str, reason: str) -> Confirmed | None:
    with suppress(ValueError, NotAMember):
        found = replace(read(text), reason=reason)
        if not typed:
            return found
        part = DepositShare(of_member(form, number_of(narrow(typed))), found.line.left)
        return replace(found, parts=(part,), is_sure=False, entries=0)
    return None
