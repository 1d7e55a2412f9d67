"""A generator of bank files with its own truth: who owes, what came in, and whose it is. It imports nothing of ours.

Payers deviate as they do: large kana, voicing marks apart, three kinds of hyphens, カ) and (カ, names cut off, numbers
and words beside them, somebody else's account, a fee taken off, two dues in one, namesakes, strangers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


_FAMILY = _words(
    "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ "
    "ヤマグチ マツモト イノウエ キムラ ハヤシ シミズ ヤマザキ モリ アベ イケダ ハシモト ヤマシタ イシカワ "
    "ナカジマ マエダ フジタ オガワ ゴトウ オカダ ハセガワ ムラカミ コンドウ イシイ サイトウ サカモト エンドウ "
    "アオキ フジイ ニシムラ フクダ オオタ ミウラ フジワラ オカモト マツダ ナカガワ ナカノ ハラダ オノ タムラ "
    "タケウチ カネコ ワダ ナカヤマ イシダ ウエダ モリタ ハラ シバタ サカイ クドウ ヨコヤマ ミヤザキ ミヤモト "
    "ウチダ タカギ アンドウ タニグチ オオノ マルヤマ イマイ タカダ フジモト タケダ ムラタ ウエノ スギヤマ "
    "マスダ スガワラ ヒラノ コジマ オオツカ チバ クボ マツイ イワサキ サクライ キノシタ ノグチ マツオ ノムラ "
    "キクチ サノ オオニシ スギモト アライ ハマダ イチカワ フルカワ ミズノ コマツ シマダ "
)
_GIVEN = _words(
    "ハナコ タロウ ジロウ ケンイチ ショウタ シュン キョウコ ジュンコ ユウコ リョウ チヒロ ミュウ ヨウイチ "
    "シンジ マサシ コウヘイ ユキ アキラ ヒロシ トモコ サチコ ミホ アユミ レイナ ダイスケ タカシ ゲン ゴロウ "
    "ズミレ ナツキ ハルカ ミサキ アオイ ソウタ リク ハルト ユイ メイ サクラ リン カンナ キヨシ シゲル ツトム "
    "テツヤ ノボル ヒデキ フミエ ヘイタ マリコ ミノル ムツミ モモカ ヤスコ ユミコ ヨシオ ワカナ エイジ オサム "
    "カズオ キミコ クニコ ケイコ コウジ サブロウ シロウ スミエ セイジ タツヤ チエコ ツヨシ テルミ トシオ ナオミ "
    "ニイナ ノリコ ヒサシ フクミ マコト ミチオ メグミ ヤヨイ ユウジ ヨウコ リサ ルミ レイコ ロクロウ "
)
_FIRMS = _words(
    "アオゾラショウジ ミドリケンセツ カワベスイサン セセラギカンキョウケンキュウショ ミホンデンキコウギョウ "
    "ハルカゼインサツ ツバメウンユソウコ ニシカワショウテン ヒガシヤマセイサクショ ウミノベーカリー "
    "ヤマネコシュッパン キタグニフーズ サンプルシステムサービス カナリアキカク ドウドウショクヒン "
    "ノハラエンゲイセンター ユウヒガオカクリニック "
)
_KINDS = {
    "カブシキガイシャ": "カ",
    "ユウゲンガイシャ": "ユ",
    "ゴウドウガイシャ": "ド",
    "イッパンシャダンホウジン": "シヤ",
}
_LARGE = dict(zip("ァィゥェォッャュョ", "アイウエオツヤユヨ", strict=True))
_WIDE = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_VOICED = dict(
    zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホウ", strict=True)
)
_PUFFED = dict(zip("パピプペポ", "ハヒフヘホ", strict=True))


@dataclass
class Member:
    """Who owes. ``kind``: the kind of a company as people say it; ``owed``: yen of each open invoice."""

    name: str
    kind: str
    owed: list[int]
    codes: list[str]
    number: int


@dataclass
class Deposit:
    """What came in, and whose it is: indexes of members, none of them for a stranger."""

    payer: str
    amount: int
    sort: str
    truth: list[int] = field(default_factory=list)


@dataclass
class World:
    """Everything. ``known``: payers who were confirmed before, with the index of whom they paid for."""

    members: list[Member]
    deposits: list[Deposit]
    known: list[tuple[str, int]]


def world(seed: int, lines: int) -> World:
    """A file of so many lines."""
    chance = Random(seed)  # noqa: S311 - a generator of tests
    made = World([], [], [])
    for number in range(1, lines * 5 // 4 + 1):
        made.members.append(_member(chance, number, made.members))
    order = list(range(len(made.members)))
    chance.shuffle(order)
    while len(made.deposits) < lines:
        sort = chance.choices([*_SORTS], [share for share, _make in _SORTS.values()])[0]
        made.deposits.append(_SORTS[sort][1](chance, made, order, sort))
    chance.shuffle(made.deposits)
    return made


def _code(chance: Random) -> str:
    digits = f"{chance.randrange(10**7):07}"
    total = sum(sum(divmod(int(d) * (2 if n % 2 == 0 else 1), 10)) for n, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def _member(chance: Random, number: int, others: list[Member]) -> Member:
    fee = chance.choice([1000, 3000, 3000, 3000, 3000, 5000, 10000])
    owed = [fee, fee] if chance.random() < 0.06 else [fee]
    codes = [_code(chance) for _ in owed]
    if others and chance.random() < 0.01:  # a namesake
        return Member(chance.choice(others).name, "", owed, codes, number)
    if chance.random() < 0.08:
        kind = chance.choice([*_KINDS])
        return Member(chance.choice(_FAMILY) + chance.choice(_FIRMS), kind, [30000], codes[:1], number)
    return Member(f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}", "", owed, codes, number)


def bank(chance: Random, text: str) -> str:
    """As a bank writes it: large kana, half width or full, voicing marks apart, some hyphen for a long vowel."""
    large = "".join(_LARGE.get(letter, letter) for letter in text)
    style = chance.choice(["half", "half", "full", "apart"])
    if style == "half":
        apart = "".join(_VOICED[c] + "ﾞ" if c in _VOICED else _PUFFED[c] + "ﾟ" if c in _PUFFED else c for c in large)
        return apart.translate(str.maketrans(_WIDE, _HALF)).replace("ー", chance.choice(["ｰ", "-"]))
    if style == "apart":
        large = "".join(_VOICED[c] + "゛" if c in _VOICED else _PUFFED[c] + "゜" if c in _PUFFED else c for c in large)
    return large.replace("ー", chance.choice(["ー", "-", "－", "−"]))


def _named(chance: Random, member: Member) -> str:
    """The name as its bearer's account has it."""
    if not member.kind:
        return bank(chance, member.name)
    mark, wide = _KINDS[member.kind], chance.random() < 0.5
    bracket = ("）", "（") if wide else (")", "(")
    text = f"{mark}{bracket[0]}{member.name}" if chance.random() < 0.7 else f"{member.name}{bracket[1]}{mark}"
    return bank(chance, text)


def _code_typed(chance: Random, code: str) -> str:
    typed = chance.choice([code, code, f"{code[:4]}-{code[4:]}", f"{code[:4]} {code[4:]}"])
    return typed.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if chance.random() < 0.3 else typed


def _by_code(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = order.pop()
    member = made.members[at]
    name = _named(chance, member) if chance.random() < 0.8 else _stranger(chance)
    return Deposit(f"{_code_typed(chance, member.codes[0])} {name}", member.owed[0], sort, [at])


def _by_name(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = order.pop()
    member = made.members[at]
    name = _named(chance, member)
    beside = chance.random()
    if beside < 0.15:
        name = f"{member.number:04} {name}"
    elif beside < 0.25:
        name = f"{name} {bank(chance, 'ネンカイヒ')}"
    elif beside < 0.3 and not member.kind:
        name = bank(chance, " ".join(reversed(member.name.split())))
    return Deposit(name, member.owed[0], sort, [at])


def _cut(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = next((n for n in reversed(order) if len(made.members[n].name) > 14), order[-1])
    order.remove(at)
    member = made.members[at]
    name = _named(chance, member)
    return Deposit(name[: chance.randint(16, 24)], member.owed[0], sort, [at])


def _of_somebody_else(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = order.pop()
    payer = f"{made.members[at].name.split()[0]} {chance.choice(_GIVEN)}"
    if chance.random() < 0.7:
        made.known.append((bank(chance, payer), at))
    return Deposit(bank(chance, payer), made.members[at].owed[0], sort, [at])


def _less_a_fee(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = order.pop()
    member = made.members[at]
    return Deposit(_named(chance, member), member.owed[0] - chance.choice([110, 220, 330, 440, 660]), sort, [at])


def _two_years(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = next((n for n in reversed(order) if len(made.members[n].owed) > 1), order[-1])
    order.remove(at)
    member = made.members[at]
    return Deposit(_named(chance, member), sum(member.owed), sort, [at])


def _two_members(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    first, second = order.pop(), order.pop()
    one, two = made.members[first], made.members[second]
    payer = f"{_code_typed(chance, one.codes[0])} {_code_typed(chance, two.codes[0])} {_named(chance, one)}"
    return Deposit(payer, one.owed[0] + two.owed[0], sort, sorted([first, second]))


def _mistyped(chance: Random, made: World, order: list[int], sort: str) -> Deposit:
    at = order.pop()
    member = made.members[at]
    name = list(member.name)
    name[chance.randrange(len(name))] = chance.choice(_WIDE)
    kind = f"{_KINDS[member.kind]})" if member.kind else ""
    return Deposit(bank(chance, kind + "".join(name)), member.owed[0], sort, [at])


def _stranger(chance: Random) -> str:
    return bank(chance, f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}")


def _gift(chance: Random, made: World, order: list[int], sort: str) -> Deposit:  # noqa: ARG001 - each sort is asked the same
    """A gift of somebody who bears no member's name. Whoever bears one, and gives a fee's amount, nobody can tell."""
    names = {member.name for member in made.members}
    while (name := f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}") in names:
        pass
    return Deposit(bank(chance, name), chance.choice([3000, 500, 2000, 50000, 1234]), sort)


_SORTS: Mapping[str, tuple[int, Callable[[Random, World, list[int], str], Deposit]]] = {
    "number": (34, _by_code),
    "name": (36, _by_name),
    "cut off": (3, _cut),
    "somebody else": (5, _of_somebody_else),
    "less a fee": (4, _less_a_fee),
    "two dues": (3, _two_years),
    "two members": (3, _two_members),
    "mistyped": (3, _mistyped),
    "gift": (9, _gift),
}
