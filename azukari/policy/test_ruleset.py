"""A rule of the law holds from its first day to the day before its end; what a pack may not say is refused by name."""

import re
from datetime import date

import pytest

from azukari.policy.ruleset import BadPack, RuleStanding, read_pack
from azukari.policy.terms import Act

_HEAD = """
slug = "law"
source = "https://law.example.org"
name = { ja = "法律", en = "Law" }
"""
_ROW = """
[[rows]]
id = "{id}"
from = 2026-04-01
clause = "Article 1"
duty = {{ ja = "守る", en = "Keep" }}
met = {{ ja = "守っている", en = "Kept" }}
{more}
"""
_SHOWN = 'controls = ["keys"]'


def pack(more: str, *, id: str = "one") -> str:
    return _HEAD + _ROW.format(id=id, more=more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "nothing shows it"),
        ('manual = { ja = "人が見る", en = "People look" }', "whose work"),
        (f'{_SHOWN}\nacts = ["rights"]', "whose work"),
        ('gap = { ja = "まだ", en = "Not yet" }\nacts = ["nobody"]', "whose work"),
        (f'{_SHOWN}\nmanual = {{ en = "People look" }}\nacts = ["rights"]', "one language"),
        (f"{_SHOWN}\nuntil = 2026-04-01", "ends before"),
        (f"{_SHOWN}\nuntil = 2026-03-31", "ends before"),
    ],
)
def test_what_no_pack_may_say(more: str, said: str):
    with pytest.raises(BadPack, match=said):
        read_pack(pack(more))


@pytest.mark.parametrize("part", ["duty", "met", "gap"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_text_of_a_row_stands_in_both_languages(part: str, lang: str):
    whole = pack('gap = { ja = "まだ", en = "Not yet" }\nacts = ["rights"]')
    assert read_pack(whole).rows
    [line] = [line for line in whole.splitlines() if line.startswith(f"{part} =")]
    said = dict(re.findall(r'(\w+) = "([^"]*)"', line))
    other = "en" if lang == "ja" else "ja"
    with pytest.raises(BadPack, match="one language"):
        read_pack(whole.replace(line, f'{part} = {{ {other} = "{said[other]}" }}'))


def test_a_test_alone_shows_a_row_and_any_act_may_be_named():
    assert read_pack(pack('tests = ["tests/promises/test_p01_least_privilege.py"]')).rows[0].tests
    acts = ", ".join(f'"{act}"' for act in Act)
    assert len(read_pack(pack(f'gap = {{ ja = "まだ", en = "Not yet" }}\nacts = [{acts}]')).rows[0].acts) == len(Act)


def test_two_rows_have_two_names():
    with pytest.raises(BadPack):
        read_pack(pack(_SHOWN) + _ROW.format(id="one", more=_SHOWN))
    assert len(read_pack(pack(_SHOWN) + _ROW.format(id="two", more=_SHOWN)).rows) == 2


@pytest.mark.parametrize(
    ("more", "day", "standing"),
    [
        (_SHOWN, date(2026, 3, 31), RuleStanding.ANNOUNCED),
        (_SHOWN, date(2026, 4, 1), RuleStanding.MET),
        (f"{_SHOWN}\nuntil = 2026-04-02", date(2026, 4, 1), RuleStanding.MET),
        (f"{_SHOWN}\nuntil = 2026-04-02", date(2026, 4, 2), RuleStanding.ENDED),
        ('manual = { ja = "人が", en = "People" }\nacts = ["rights"]', date(2026, 4, 1), RuleStanding.MANUAL),
        ('gap = { ja = "まだ", en = "Not yet" }\nacts = ["rights"]', date(2026, 4, 1), RuleStanding.GAP),
    ],
)
def test_how_a_row_stands_on_a_day(more: str, day: date, standing: RuleStanding):
    read = read_pack(pack(more))
    assert read.rows[0].standing(day) is standing
    assert [row.id for row in read.at(day)] == ([] if standing is RuleStanding.ENDED else ["one"])
    for other in RuleStanding:
        assert bool(read.at(day, standing=other)) == (other is standing)
