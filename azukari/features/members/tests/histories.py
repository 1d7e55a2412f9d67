"""Generated account histories: a bank account with its own truth, its files, and who owes what. It imports nothing of
ours.

Payers pay once, twice, for somebody else, too much or for nothing; several pay the same amount on a day, some by an
account of the same bank. The account is read in files that overlap, come twice, or have the morning alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_NAMES = (
    "サトウ ハナコ",
    "スズキ タロウ",
    "タナカ ユイ",
    "ワタナベ ケン",
    "イトウ メイ",
    "コバヤシ リン",
    "モリ アオイ",
)
_STRANGERS = ("ミホン イチロウ", "シサク ジロウ", "カクウ サブロウ")


@dataclass(frozen=True)
class Line:
    """A line of the account: its truth is the member's index, None for a stranger's."""

    day: date
    amount: int
    payer: str
    account: int
    balance: int
    whose: int | None


@dataclass(frozen=True)
class History:
    """Members by name with what each owes, the lines, and the files in the order in which they are read."""

    members: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    files: tuple[tuple[Line, ...], ...]
    has_balance: bool


def history(seed: int, today: date) -> History:
    """An account's days, and the files that somebody takes from it."""
    chance = Random(seed)  # noqa: S311 - a generator of tests
    members = tuple((name, chance.choice((3000, 3000, 5000))) for name in _NAMES[: chance.randint(2, len(_NAMES))])
    balances, lines, days = [100_000, 100_000], list[Line](), chance.randint(1, 3)
    for n in range(days):
        for _each in range(chance.randint(1, 4)):
            whose = chance.randrange(len(members)) if chance.random() < 0.75 else None
            payer, amount = members[whose] if whose is not None else (chance.choice(_STRANGERS), 3000)
            amount = chance.choice((amount, amount, amount, 1234))
            account = int(chance.random() < 0.2)
            balances[account] += amount
            day = today - timedelta(days=days - n)
            lines.append(Line(day, amount, payer, account, balances[account], whose))
    return History(members, tuple(lines), tuple(_files(chance, lines)), chance.random() < 0.5)


def _files(chance: Random, lines: list[Line]) -> list[tuple[Line, ...]]:
    """Each account from its first line on, up to more and more of them, some twice; the whole at last."""
    found = []
    for account in (0, 1):
        own = [line for line in lines if line.account == account]
        ends = sorted(chance.randint(1, len(own)) for _n in range(2)) if own else []
        found += [tuple(own[:end]) for end in [*ends, len(own)] for _n in range(chance.choice((1, 1, 2))) if own]
    return found


def text(file: tuple[Line, ...], *, has_balance: bool) -> bytes:
    """As a bank's CSV, with the account's number above."""
    rows = [f"口座番号,普通 000000{file[0].account}", "日付,摘要,内容,入金" + ",残高" * has_balance]
    for each in file:
        balance = f",{each.balance}" if has_balance else ""
        day = each.day
        rows.append(f"{day:%Y/%m/%d},振込１,{each.payer},{each.amount}{balance}")
    return "\r\n".join(rows).encode("cp932")
