"""Sentences of controls: a text of one of them is found again, with what was put in; any other stays as it is."""

from azukari.lib.sentence import Sentence, translated

_FEW = Sentence("%(count)d test bells ring at %(place)s. Ring: test bell", "%(place)sの鐘が%(count)d個です。")
_FOLDER = Sentence("The test folder %(folder)s is open. Close %(folder)s.", "%(folder)s を閉じてください。")
_WHY = Sentence("The test failed: %(why)s", "理由: %(why)s")


def _in_japanese(text):
    return translated(text, say=lambda said: said.japanese, name=str)


def test_the_english_is_what_is_kept():
    assert _FEW(count=3, place="Nara") == "3 test bells ring at Nara. Ring: test bell"


def test_one_sentence_with_its_values():
    assert _in_japanese(_FEW(count=3, place="Nara (old)")) == "Nara (old)の鐘が3個です。"
    assert _in_japanese(_FOLDER(folder="/a b")) == "/a b を閉じてください。"


def test_several_in_one_text_and_one_within_another():
    both = f"{_FEW(count=3, place='Nara')} {_FOLDER(folder='/a')}"
    assert _in_japanese(both) == "Naraの鐘が3個です。/a を閉じてください。"
    assert _in_japanese(_WHY(why=both)) == "理由: Naraの鐘が3個です。/a を閉じてください。"
    assert _in_japanese(_WHY(why="; ".join([_FOLDER(folder="/a"), "x"]))) == "理由: /a を閉じてください。; x"


def test_what_no_sentence_fits_stays():
    for text in (
        "",
        "鐘が鳴る。",
        "some test bells ring at Nara. Ring: test bell",
        "The test folder a is open. Close b.",
    ):
        assert _in_japanese(text) == text


def test_the_rest_of_a_text_that_was_cut_stays():
    assert _in_japanese(f"{_FOLDER(folder='/a')} The test fai") == "/a を閉じてください。The test fai"
