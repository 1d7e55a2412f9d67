"""Citation of a law or standard in a reader's language: ``APPI 26(1)`` is 個人情報保護法第26条第1項 in Japanese.

The files of data cite as lawyers do in English; a Japanese reader knows the articles by their Japanese names.
"""

import re
from typing import Final

_LAWS: Final = {
    "APPI Guidelines ": "ガイドライン通則編",
    "APPI Rules ": "個人情報保護法施行規則",
    "Rules ": "同法施行規則",
    "APPI ": "個人情報保護法",
    "GDPR ": "GDPR",
}
"""How citations of laws begin, longest first, and the Japanese names; no other is put into Japanese."""
_GUIDELINES: Final = "APPI Guidelines "
_WORDS: Final = {
    "JIS Q 15001 Annex A (inventory)": "JIS Q 15001 附属書A(台帳)",
    "JIS Q 15001 Annex A (incidents)": "JIS Q 15001 附属書A(緊急事態)",
    "Regulation (EU) 2025/2518": "EU規則2025/2518",
}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


def cited(clause: str, lang: str) -> str:
    """A clause as the language cites it: ``APPI 26(1), Rules 8`` is 個人情報保護法第26条第1項、同法施行規則第8条."""
    if lang != "ja":
        return clause
    if clause in _WORDS:
        return _WORDS[clause]
    said, law = [], ""
    for part in clause.split(", "):
        law = next((name for name in _LAWS if part.startswith(name)), law)
        said.append(_one(part, law))
    return "、".join(said)


def _one(part: str, law: str) -> str:
    if part.startswith("before "):
        return f"{part.removeprefix('before ')}年より前"
    if not law:
        return part
    title, rest = (_LAWS[law], part.removeprefix(law)) if part.startswith(law) else ("", part)
    rest = rest.replace(" proviso", "ただし書")
    if law != _GUIDELINES:
        rest = re.sub(r"^(\d+)-(\d+)", r"第\1条から第\2条", rest)
        rest = re.sub(r"^(\d+)(?!\d)", r"第\1条", rest)
    rest = re.sub(r"\((\d+)\)", r"第\1項", rest)
    return title + re.sub(r"\(([iv]+)\)", lambda found: f"第{_ROMAN[found[1]]}号", rest)
