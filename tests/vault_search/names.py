"""A thousand names, made of lists by counting: Japanese ones with their reading, Latin ones with their accents; and the
ways in which somebody else may type them.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FAMILY = (
    "佐藤 サトウ,鈴木 スズキ,髙橋 タカハシ,田中 タナカ,渡邊 ワタナベ,伊藤 イトウ,山本 ヤマモト,"
    "中村 ナカムラ,小林 コバヤシ,加藤 カトウ,𠮷田 ヨシダ,山﨑 ヤマザキ,齋藤 サイトウ,濵口 ハマグチ,"
    "長谷川 ハセガワ,勅使河原 テシガワラ,林 ハヤシ,森 モリ,佐々木 ササキ,柳沢 ヤナギサワ"
)
GIVEN = (
    "花子 ハナコ,太郎 タロウ,さくら サクラ,翔 ショウ,美咲 ミサキ,健一 ケンイチ,結衣 ユイ,蓮 レン,"
    "ジョージ ジョージ,久美子 クミコ,悠真 ユウマ,凛 リン,大輔 ダイスケ,茜 アカネ,勝 マサル,陽菜 ヒナ,"
    "悟 サトル,葵 アオイ,純一郎 ジュンイチロウ,ゆゞ子 ユズコ,弥生 ヤヨイ,貫太 カンタ,ヴィオラ ヴィオラ,"
    "譲二 ジョウジ,綾 アヤ"
)
LATIN_FAMILY = (
    "Müller,García,Kowalski,Łukasiewicz,O'Brien,Smith,Østergård,Đorđević,Fernández-López,Nguyễn,Žižek,Dvořák,Åkesson,"
    "van der Berg,Strauß,Çelik,Ionescu,Þórsson,Lefèvre,MacDonald"
)
LATIN_GIVEN = (
    "Zoë,José,Anna,Björn,Chloë,Siân,Jean-Pierre,Łucja,Ağça,Mary Ann,Renée,Tomás,Søren,Ürün,Šárka,Noël,Ève,Ílmur,Paweł,"
    "Inês,Dağhan,Kristýna,Émile,Nóra,Ólafur"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as its bearer wrote it, with its reading if it is a Japanese one."""

    text: str
    reading: str = ""


def thousand() -> list[Name]:
    """Five hundred Japanese names and five hundred Latin ones, always the same."""
    families = [pair.split() for pair in FAMILY.split(",")]
    givens = [pair.split() for pair in GIVEN.split(",")]
    japanese = [Name(f"{f} {g}", f"{fk} {gk}") for f, fk in families for g, gk in givens]
    latin = [Name(f"{g} {f}") for f in LATIN_FAMILY.split(",") for g in LATIN_GIVEN.split(",")]
    return japanese + latin


def _hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


_HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}


def _half_kana(text: str) -> str:
    apart = unicodedata.normalize("NFD", text).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return "".join(_HALF.get(c, c) for c in apart)


def _full(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


def _mixed_case(text: str) -> str:
    return "".join(c.upper() if i % 2 else c.lower() for i, c in enumerate(text))


def _bare(text: str) -> str:
    """Without accents, as somebody types who has no key for them."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(str.maketrans("ŁłØøĐđ", "LlOoDd"))


def typings(name: Name) -> Iterator[str]:
    """How somebody may type the name who means this very person."""
    if name.reading:
        yield from (name.text, name.text.replace(" ", ""), name.text.replace(" ", "\u3000"), name.text.split()[0])
        yield " ".join(reversed(name.text.split()))
        for shape in (str, _hiragana, _half_kana):
            yield shape(name.reading)
            yield shape(name.reading.replace(" ", ""))
            yield shape(name.reading.split()[1])
        yield _hiragana(name.reading.split()[0]) + " " + _half_kana(name.reading.split()[1])
    else:
        for text in (name.text, name.text.upper(), name.text.lower(), _mixed_case(name.text), _bare(name.text)):
            yield text
            yield _full(text)
        yield unicodedata.normalize("NFD", name.text)
        yield name.text.split()[-1]
        yield " ".join(reversed(name.text.split()))
