"""Folding of payers' names for stored digests, frozen: a copy, made on 2026-12-07, of how `bank_names`, `bank_file` and
`lib.search_key` folded names on that day.

`KnownPayer.digest` and `BankLine.core` and `text` are keyed digests of a folded name whose text is kept nowhere, so
that they can never be made anew. Nothing in this module changes, whatever becomes of the foldings it was copied from:
a digest of today has to equal one that was stored years ago. A better folding is a second one, stored and looked up
beside this one.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_KINDS: Mapping[str, Sequence[str]] = {
    "カ": ("株式会社", "カブシキガイシャ", "カブシキカイシャ", "(株)"),
    "ユ": ("有限会社", "ユウゲンガイシャ", "ユウゲンカイシャ", "(有)"),
    "ド": ("合同会社", "ゴウドウガイシャ", "ゴウドウカイシャ"),
    "シ": ("合資会社", "ゴウシガイシャ"),
    "メ": ("合名会社", "ゴウメイガイシャ"),
    "ソ": ("相互会社", "ソウゴガイシャ", "ソウゴカイシャ"),
    "シャ": (
        "一般社団法人", "公益社団法人", "社団法人", "イッパンシャダンホウジン", "コウエキシャダンホウジン",
        "シャダンホウジン",
    ),
    "ザイ": (
        "一般財団法人", "公益財団法人", "財団法人", "イッパンザイダンホウジン", "コウエキザイダンホウジン",
        "ザイダンホウジン",
    ),
    "フク": ("社会福祉法人", "シャカイフクシホウジン"),
    "トクヒ": ("特定非営利活動法人", "NPO法人", "トクテイヒエイリカツドウホウジン", "エヌピーオーホウジン"),
    "ガク": ("学校法人", "ガッコウホウジン"),
    "イ": (
        "社会医療法人", "医療法人社団", "医療法人財団", "医療法人", "シャカイイリョウホウジン",
        "イリョウホウジンシャダン", "イリョウホウジンザイダン", "イリョウホウジン",
    ),
    "シュウ": ("宗教法人", "シュウキョウホウジン"),
    "ダイ": ("国立大学法人", "公立大学法人", "コクリツダイガクホウジン", "コウリツダイガクホウジン"),
    "チドク": ("地方独立行政法人", "チホウドクリツギョウセイホウジン"),
    "ドク": ("独立行政法人", "ドクリツギョウセイホウジン"),
    "ベン": ("弁護士法人", "ベンゴシホウジン"),
    "ゼイ": ("税理士法人", "ゼイリシホウジン"),
    "シホウ": ("司法書士法人", "シホウショシホウジン"),
    "ギョ": ("行政書士法人", "ギョウセイショシホウジン"),
    "ロウム": ("社会保険労務士法人", "シャカイホケンロウムシホウジン"),
    "ノウ": ("農事組合法人", "ノウジクミアイホウジン"),
    "カンリ": ("管理組合法人", "カンリクミアイホウジン"),
    "ホゴ": ("更生保護法人", "コウセイホゴホウジン"),
    "セイキョウ": ("生活協同組合", "セイカツキョウドウクミアイ"),
    "ノウキョウ": ("農業協同組合", "ノウギョウキョウドウクミアイ"),
    "ギョキョウ": ("漁業協同組合", "ギョギョウキョウドウクミアイ"),
    "ロウクミ": ("労働組合", "ロウドウクミアイ"),
}  # fmt: skip
_BRANCHES = "エイ|シユツ"
_SHAPES = str.maketrans("髙﨑𠮷濵濱邉邊齋齊斎澤櫻嶋德眞惠瀨瀬曻國廣龍", "高崎吉浜浜辺辺斉斉斉沢桜島徳真恵瀬瀬昇国広竜")
_DASHES = (
    "-~\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501"
    "\u301c\u30fc\u31d0\u4e00\ufe58\ufe63\uff0d\uff5e\uff70"
)
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_KATAKANA = {c: c + 0x60 for c in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_NOT_SAID = re.compile(r"[\s・･·.,'’`´" + re.escape(_DASHES.replace("\u30fc", "").replace("\u4e00", "")) + "]")
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_LONE_MARKS = {0x3099: 0x309B, 0x309A: 0x309C}
_dashes = re.compile(f"[{re.escape(_DASHES)}]")
_apart = {
    re.compile(r"(?<!\s)\s*+[\u309b\uff9e]"): "\u3099",
    re.compile(r"(?<!\s)\s*+[\u309c\uff9f]"): "\u309a",
}


def folded_2026_12(text: str) -> str:
    """What a digest is made of, as `search_key` folded a name in December 2026."""
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", _SELECTORS.sub("", text)))
    folded = unicodedata.normalize("NFKC", bare).casefold()
    return _NOT_SAID.sub("", folded.translate(_KATAKANA)).translate(_SHAPES)


def payer_key_2026_12(text: str) -> str:
    """A payer's name as one word, without what stands beside it, as `bank_names` read it in December 2026."""
    whole, kind = _payer_name(text), ""
    for word, mark in _WORDS:
        if word in whole:
            whole, kind = whole.replace(word, " "), mark
    found = _MARK.search(whole)
    if found:
        kind = next(mark for mark in found.groups() if mark)
        whole = f"{whole[: found.start()]} {whole[found.end() :]}"
    whole = _ERA.sub(" ", _BRANCH.sub(" ", whole))
    found_words = (word.strip("-") for word in _LETTERS.findall(whole))
    words = [_JOINED.sub("", word) for word in found_words if not _BESIDE.match(word)]
    kept = "".join(word for word in words if word and not _BESIDE.match(word))
    return f"{kind})" * bool(kind) + kept


def _payer_name(text: str) -> str:
    for apart, joined in _apart.items():
        text = apart.sub(joined, text)
    wide = _HALF_KANA.sub(
        lambda run: unicodedata.normalize("NFKC", run[0]).translate(_LONE_MARKS), unicodedata.normalize("NFKC", text)
    )
    return " ".join(_dashes.sub("-", wide.translate(_KATAKANA).upper().translate(_LARGE)).split())


_WORDS = [(_payer_name(word), _payer_name(mark)) for mark, words in _KINDS.items() for word in words]
_MARKS = "|".join(sorted({mark for _word, mark in _WORDS}, key=len, reverse=True))
_MARK = re.compile(
    rf"(?:(?<![\u30a1-\u30faA-Z-])|(?<=フリコミ)|(?<=ソウキン))({_MARKS})\)|\(({_MARKS})\)?(?=\s|$)|\(({_MARKS})\)"
)
_BRANCH = re.compile(rf"\((?:{_BRANCHES})\)?(?=\s|$)|(?<![\u30a1-\u30fa])(?:{_BRANCHES})\)")
_ERA = re.compile(r"(?:R|H|レイワ|ヘイセイ) ?[\d-]+(?=ネン)")
_DUES = (
    r"(?:ネンド?(?:ブン)?(?:ノ)?)?(?:セイカイイン|サンジヨ(?:カイイン)?|カゾク(?:カイイン)?)?"
    r"(?:ネン|トシ|ツキ|ニユウ)?カイヒ(?:ブン|トシテ|ダイ)?"
)
_BESIDE = re.compile(
    rf"^(?:フリコミ|ソウキン|{_DUES}|ニユウカイキン|キフキン?|ネンド?(?:ブン)?|ガツ(?:ブン)?|ブン|"
    r"サマ|ドノ|ネツト|センタ|ATM|CD|EB|IB|FB|NO|REI|R|H)$"
)
_JOINED = re.compile(rf"(?<=...)(?:{_DUES}|ニユウカイキン|ネンド(?:ブン)?)$|^(?:{_DUES}|ニユウカイキン)(?=...)")
_LETTERS = re.compile(r"[A-Z\u30a1-\u30fa-]+")
