"""What somebody wrote is told apart from what their program quoted below it; where that is unsure, all is theirs."""

import pytest

from azukari.core.mail.incoming.quoted import fold

OWN = "Thank you.\n\nSee you."


@pytest.mark.parametrize(
    "sign",
    [
        "> Hello",
        "＞ こんにちは",
        "| Hello",
        "-----Original Message-----",
        "--- 元のメッセージ ---",
        "__________",
        "On Tue, 24 Nov 2026 at 12:00, The Office wrote:",
        "On Tue, 24 Nov 2026 at 12:00,\nThe Office <office@example.org> wrote:",
        "2026年11月24日(火) 12:00 川の会 <office@example.org>:",
        "2026/11/24 12:00、川の会のメール:",
        "川の会さんは書きました:",
        "From: The Office <office@example.org>",
        "差出人: 川の会 <office@example.org>",
    ],
)
def test_quoted_text_begins_with_a_sign(sign: str) -> None:
    quoted = f"{sign}\n> Hello\n> again"
    assert fold(f"\n{OWN}\n\n{quoted}\n") == (OWN, quoted)


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "",
        "On Sunday I wrote a letter: it was long.",
        "_________",
        "From: here to there it is a mile.",
        "> Hello\n> again",
        "Hello\n> one?\nYes.\n> two?\nNo.\n> three?",
        "  \n> Hello",
    ],
)
def test_what_is_not_surely_quoted_is_their_own(text: str) -> None:
    assert fold(text) == (text.strip(), "")


def test_blank_lines_between_quoted_ones_are_no_answers() -> None:
    assert fold("Yes.\n> one\n\n> two\nMy name") == ("Yes.", "> one\n\n> two\nMy name")


def test_an_answer_below_or_around_what_is_quoted_is_their_own() -> None:
    assert fold("On 24 Nov 2026, A wrote:\n> one\n\nYes.") == ("Yes.", "On 24 Nov 2026, A wrote:\n> one")
    assert fold("> one\n> two\nYes.") == ("Yes.", "> one\n> two")
    assert fold("Yes.\n\n> one\n\nHanako") == ("Yes.\n\nHanako", "> one")


def test_an_older_quotation_below_is_not_their_own() -> None:
    older = "-----Original Message-----\nHello"
    assert fold(f"Yes.\n\n> one\n\nHanako\n\n{older}") == ("Yes.\n\nHanako", f"> one\n{older}")


def test_a_line_of_their_own_above_a_head_stays_theirs() -> None:
    head = "On 24 Nov 2026 at 12:00, The Office <office@example.org> wrote:\n> Hello"
    assert fold(f"On Monday we come.\n{head}") == ("On Monday we come.", head)
