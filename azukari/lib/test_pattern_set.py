"""Many are looked for in one text at once, and what is found is what each would have been found by alone."""

from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.mention import Text
from azukari.lib.pattern_set import PatternSet
from azukari.lib.pii_pattern import PiiPattern, pii_patterns

HANAKO = [*pii_patterns("name", "見本 花子"), *pii_patterns("phone", "03-1234-5678")]
AMELIA = [*pii_patterns("name", "Amelia Sample"), *pii_patterns("email", "amelia@example.org")]


def test_each_is_found_by_what_names_them():
    known = PatternSet([("hanako", HANAKO), ("amelia", AMELIA)])
    found = known.found_in(Text("見本花子さん(０３－１２３４－５６７８)と Ms Sample"))
    assert {(who, needle.kind, needle.sure) for who, them in found.items() for needle in them} == {
        ("hanako", "name", True),
        ("hanako", "phone", True),
        ("amelia", "name", False),
    }
    assert not known.found_in(Text("川がきれいでした。"))


def test_what_several_share_is_looked_for_once():
    shared = pii_patterns("name", "見本 太郎")
    known = PatternSet([("hanako", HANAKO), ("taro", shared)])
    assert [*known.found_in(Text("見本さんによろしく。"))] == ["hanako"]
    assert [*known.found_in(Text("見本太郎さんによろしく。"))] == ["taro"]


_WORDS = st.text(alphabet="あいう山田abc12@.", min_size=2, max_size=6)


@given(st.lists(_WORDS, max_size=8), st.text(alphabet="あいう山田abc12@.", max_size=40))
def test_it_finds_what_one_by_one_finds(words, text):
    sought = [PiiPattern("name", folded) for word in words if len(folded := Text(word).folded("name")) > 1]
    found = PatternSet([(needle.folded, [needle]) for needle in sought]).found_in(Text(text))
    assert {*found} == {needle.folded for needle in sought if Text(text).has(needle)}
