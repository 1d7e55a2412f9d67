"""`python -m tests.outside.bank_lines [SEED]`: bank files of a thousand lines in eight formats, with their own truth:
how many lines are read, found for certain, offered, missed or wrong, by class.

Formats are after what banks publish of their downloads (heads, days in eras, lines before the heads, refunds); letters
of legal persons and of branches after the Zengin system's table (全国銀行協会); words that payers put beside a name
after associations' pages on paying dues. The truth is made here, by rules of its own.
"""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from azukari.features.members.tests.bank_generator import Member, World, bank
from azukari.features.members.tests.bank_generator import world as known_world

if TYPE_CHECKING:
    from azukari.features.members.bank_suggestion import Suggestion

TODAY = date(2026, 11, 24)
KINDS = {
    "カブシキガイシャ": "カ", "ユウゲンガイシャ": "ユ", "ゴウドウガイシャ": "ド", "イッパンシャダンホウジン": "シヤ",
    "ゼイリシホウジン": "ゼイ", "ベンゴシホウジン": "ベン", "ノウジクミアイホウジン": "ノウ",
    "ドクリツギョウセイホウジン": "ドク", "セイカツキョウドウクミアイ": "セイキヨウ", "ガッコウホウジン": "ガク",
    "シュウキョウホウジン": "シユウ", "シャカイフクシホウジン": "フク", "イリョウホウジン": "イ",
}  # fmt: skip
_BEFORE = ("フリコミ ", "フリコミ1 ", "ATM ", "IB ", "ネツト ", "ソウキン ", "テスウリヨウサキカタフタン ", "")
_DUES = (
    "2026ネンドカイヒ",
    "ネンカイヒ",
    "カイヒ",
    "R8ネンドカイヒ",
    "レイワ8ネンドブン",
    "セイカイインカイヒ",
    "8ネンドブン",
)
_GIVEN = ("ハルオ", "ナツコ", "アキヒコ", "フユミ", "ケイスケ", "ミチル", "トモヤ", "サオリ")


@dataclass
class Line:
    """What came in or went out, as it is meant.

    Args:
        whose: the places of the members; none for a stranger, and for what is no deposit.
        counts: whether money came in.
    """

    sort: str
    payer: str
    amount: int
    whose: list[int] = field(default_factory=list)
    counts: bool = True


@dataclass
class Made:
    """Members who owe, lines, and payers who were confirmed before with the place of whom they paid for."""

    members: list[Member]
    lines: list[Line]
    known: list[tuple[str, int]]


def make(seed: int, count: int = 1000) -> Made:
    """So many lines of every class."""
    chance = Random(seed)
    base: World = known_world(seed, count)
    members = base.members
    for member in members:
        if member.kind:
            member.kind = chance.choice([*KINDS])
    free = [n for n, member in enumerate(members) if not _namesake(member, members)]
    chance.shuffle(free)
    made = Made(members, [], [])
    while len(made.lines) < count:
        sort = chance.choices([*_SORTS], [share for share, _make in _SORTS.values()])[0]
        made.lines.append(_SORTS[sort][1](chance, made, free, sort))
    chance.shuffle(made.lines)
    return made


def _namesake(member: Member, members: Sequence[Member]) -> bool:
    return sum(each.name == member.name for each in members) > 1


def _person(members: Sequence[Member], free: list[int]) -> int:
    at = next(n for n in reversed(free) if not members[n].kind)
    free.remove(at)
    return at


def _firm(members: Sequence[Member], free: list[int]) -> int:
    at = next((n for n in reversed(free) if members[n].kind), free[-1])
    free.remove(at)
    return at


def _written(chance: Random, member: Member) -> str:
    if not member.kind:
        return bank(chance, member.name)
    mark = KINDS[member.kind]
    text = f"{mark}){member.name}" if chance.random() < 0.7 else f"{member.name}({mark}"
    return bank(chance, text)


def _plain(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    return Line(sort, bank(chance, made.members[at].name), made.members[at].owed[0], [at])


def _numbered(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = free.pop()
    member = made.members[at]
    return Line(sort, f"{member.codes[0]} {_written(chance, member)}", member.owed[0], [at])


def _with_dues(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    name, words = bank(chance, made.members[at].name), bank(chance, chance.choice(_DUES))
    text = chance.choice([f"{words} {name}", f"{name} {words}", f"{name}{words}"])
    return Line(sort, text, made.members[at].owed[0], [at])


def _with_member_number(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    member = made.members[at]
    name = bank(chance, member.name)
    text = chance.choice([f"{member.number:04} {name}", f"{name} {member.number}", f"NO.{member.number} {name}"])
    return Line(sort, text, member.owed[0], [at])


def _mark_in_the_middle(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _firm(made.members, free)
    member = made.members[at]
    before = chance.choice(["フリコミ", "フリコミ1 ", f"{member.number:04} ", "ソウキン "])
    name = f"{KINDS[member.kind]}){member.name}" if member.kind else member.name
    return Line(sort, bank(chance, before + name), member.owed[0], [at])


def _firm_as_it_is(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _firm(made.members, free)
    return Line(sort, _written(chance, made.members[at]), made.members[at].owed[0], [at])


def _branch(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _firm(made.members, free)
    member = made.members[at]
    name = f"{KINDS[member.kind]}){member.name}" if member.kind else member.name
    return Line(sort, bank(chance, f"{name}({chance.choice(['エイ', 'シユツ'])}"), member.owed[0], [at])


def _words_of_the_bank(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    name = made.members[at].name
    return Line(sort, bank(chance, f"{chance.choice(_BEFORE[:-2])}{name}"), made.members[at].owed[0], [at])


def _turned(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    return Line(sort, bank(chance, " ".join(reversed(made.members[at].name.split()))), made.members[at].owed[0], [at])


def _family(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    payer = f"{made.members[at].name.split()[0]} {chance.choice(_GIVEN)}"
    made.known.append((bank(chance, payer), at))
    return Line(sort, bank(chance, payer), made.members[at].owed[0], [at])


def _less_a_fee(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    member = made.members[at]
    return Line(sort, bank(chance, member.name), member.owed[0] - chance.choice([110, 220, 330, 440, 660]), [at])


def _cut(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _firm(made.members, free)
    name = _written(chance, made.members[at])
    return Line(sort, name[:20], made.members[at].owed[0], [at])


def _mistyped(chance: Random, made: Made, free: list[int], sort: str) -> Line:
    at = _person(made.members, free)
    letters = list(made.members[at].name)
    place = chance.choice([n for n, letter in enumerate(letters) if letter != " "])
    letters[place] = chance.choice("アイウエオカキクケコサシスセソタチツテト")
    return Line(sort, bank(chance, "".join(letters)), made.members[at].owed[0], [at])


def _stranger(chance: Random, made: Made, _free: list[int], sort: str) -> Line:
    names = {member.name for member in made.members}
    while (
        name := f"シラセ{chance.choice('アイウエオ')}{chance.choice('カキクケコ')} {chance.choice(_GIVEN)}"
    ) in names:
        pass
    return Line(sort, bank(chance, name), chance.choice([777, 3300, 12345, 50000]))


def _refund(chance: Random, made: Made, _free: list[int], sort: str) -> Line:
    return Line(sort, bank(chance, chance.choice(made.members).name), 3000, counts=False)


_SORTS: Mapping[str, tuple[int, Callable[[Random, Made, list[int], str], Line]]] = {
    "invoice number": (22, _numbered),
    "name": (22, _plain),
    "name and dues": (10, _with_dues),
    "name and member number": (6, _with_member_number),
    "given name first": (3, _turned),
    "words of the bank": (6, _words_of_the_bank),
    "company": (4, _firm_as_it_is),
    "company's mark in the middle": (3, _mark_in_the_middle),
    "branch of a company": (2, _branch),
    "family member, known": (4, _family),
    "less a fee": (3, _less_a_fee),
    "cut off": (2, _cut),
    "mistyped": (3, _mistyped),
    "stranger": (7, _stranger),
    "went out or sent back": (3, _refund),
}


def _western(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _era(day: date) -> str:
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def _era_in_kanji(day: date) -> str:
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


def _digits(day: date) -> str:
    return f"{day:%Y%m%d}"


_CSV: Mapping[str, tuple[Sequence[str], str, Callable[[date], str], str]] = {
    "in and out": (
        ("口座番号,普通 1234567", ""), "取引日,お取引内容,お引出し,お預入れ,残高", _western, "{d},{p},{o},{i},{b}",
    ),
    "post office": (
        (), "取引日,入出金明細ID,受入金額(円),払出金額(円),詳細１,詳細２,現在(貸付)高", _digits,
        "{d},{n},{i},{o},振込,{p},{b}",
    ),
    "net bank with a sign": (
        ("お取引明細",), "取引日,入出金(円),取引後残高(円),入出金先内容", _digits, "{d},{s},{b},{p}",
    ),
    "era": (
        ("令和8年11月分", "支店名,本店"), "年月日,摘要,出金金額(円),入金金額(円),残高(円)", _era, "{d},{p},{o},{i},{b}",
    ),
    "era in kanji": ((), "日付,入払区分,取引金額,振込依頼人名,残高", _era_in_kanji, "{d},{w},{a},{p},{b}"),
    "sorts": (
        (), "日付,摘要,摘要内容,支払い金額,預かり金額,差引残高,メモ,未資金化区分,入払区分", _western,
        "{d},振込１,{p},{o},{i},{b},,,{w}",
    ),
    "english": ((), "Date,Description,Withdrawal,Deposit,Balance", _digits, "{d},{p},{o},{i},{b}"),
}  # fmt: skip
FORMATS = (*_CSV, "zengin")


def file_of(lines: Sequence[tuple[date, Line]], format: str) -> bytes:
    """The file in which a bank hands these lines over."""
    if format == "zengin":
        return b"\r\n".join([b"101".ljust(200), *(_record(day, line) for day, line in lines), b"8".ljust(200)])
    before, heads, dated, row = _CSV[format]
    written, balance = [*before, heads], 1_000_000
    for n, (day, line) in enumerate(lines):
        balance += line.amount if line.counts else -line.amount
        written.append(
            row.format(
                d=dated(day), p=f'"{line.payer}"', n=f"{day:%Y%m%d}{n:05}", b=balance, a=line.amount,
                i=line.amount if line.counts else "", o="" if line.counts else line.amount,
                s=line.amount if line.counts else -line.amount, w="入金" if line.counts else "出金",
            )
        )  # fmt: skip
    return "\r\n".join(written).encode("utf-8-sig")


def _record(day: date, line: Line) -> bytes:
    payer = line.payer.translate(_NARROW).encode("cp932", "replace")[:48].ljust(48)
    head = b"2" + b"000001" + f"{day:%y%m%d}".encode() * 2 + f"{line.amount:010}{0:010}{'':10}".encode()
    return head + payer + b"BANK".ljust(15) + b"BRANCH".ljust(15) + (b" " if line.counts else b"1") + b" " * 72


_NARROW = str.maketrans({"−": "-", "－": "-"})


@dataclass
class Table:
    """Of each class: lines tried, found for certain, offered, and called certain though wrong; and lines not read."""

    tried: Counter[str] = field(default_factory=Counter)
    certain: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)

    @property
    def owned(self) -> int:
        """Lines that are somebody's."""
        return sum(n for sort, n in self.tried.items() if sort not in ("stranger", "went out or sent back"))

    def rows(self) -> Iterator[str]:
        """As it is printed."""
        yield f"{'class':32}{'tried':>7}{'certain':>9}{'offered':>9}{'wrong':>7}"
        for sort in _SORTS:
            counts = (self.tried[sort], self.certain[sort], self.offered[sort], self.wrong[sort])
            yield "{:32}{:7}{:9}{:9}{:7}".format(sort, *counts)
        certain, offered = self.certain.total() / self.owned, self.offered.total() / self.owned
        yield f"certain {certain:.1%}, certain or offered {offered:.1%}, wrong {self.wrong.total()}"
        yield f"lines not read as they are: {dict(self.unread) or 'none'}"


def measure(seed: int, count: int = 1000) -> Table:
    """Each format gets its part of the lines; the database of this process has to have a policy that rules."""
    from azukari.features.members.bank_file import deposits
    from azukari.features.members.bank_match import suggest
    from tests.outside.bank_books import enter

    made, table = make(seed, count), Table()
    held = enter(made, TODAY)
    at = {submission: n for n, submission in enumerate(held)}

    def names(wanted: Collection[UUID]) -> dict[UUID, list[str]]:
        return {id: [made.members[at[id]].kind + made.members[at[id]].name] for id in wanted}

    for n, format in enumerate(FORMATS):
        lines = [(TODAY - timedelta(days=k % 20), line) for k, line in enumerate(made.lines[n :: len(FORMATS)])]
        found = deposits(file_of(lines, format), today=TODAY)
        meant = [(day, line) for day, line in lines if line.counts]
        if [(one.day, one.amount) for one in found] != [(day, line.amount) for day, line in meant]:
            table.unread[format] += 1
            continue
        table.tried["went out or sent back"] += len(lines) - len(meant)
        for (_day, line), its in zip(meant, suggest("membership", found, names), strict=True):
            _judge(table, line, its, at)
    return table


def _judge(table: Table, line: Line, its: "Suggestion", at: Mapping[UUID, int]) -> None:
    named = sorted(at[part.submission] for part in its.parts)
    is_right = bool(line.whose) and named == sorted(line.whose)
    table.tried[line.sort] += 1
    table.certain[line.sort] += its.is_sure and is_right
    table.offered[line.sort] += is_right
    table.wrong[line.sort] += its.is_sure and not is_right


def main(arguments: Sequence[str]) -> int:
    """Print the table of an instance that is made for it."""
    from benchmarks import instance

    with instance.standing():
        table = measure(int(arguments[0]) if arguments else 7)
    sys.stdout.write("\n".join(table.rows()) + "\n")
    return 1 if table.wrong or table.unread else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
