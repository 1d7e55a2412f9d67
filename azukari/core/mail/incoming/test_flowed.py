"""Flowed text (RFC 3676): soft breaks are joined at their own depth, and nothing else is."""

from azukari.core.mail.incoming.flowed import unflowed


def test_lines_that_a_program_broke_are_joined_at_their_depth() -> None:
    text = "One line \nthat goes on.\nAnother.\n> theirs \n> goes on\n>> deeper \n> not joined"
    joined = "One line that goes on.\nAnother.\n> theirs goes on\n>> deeper \n> not joined"
    assert unflowed(text, without_spaces=False) == joined


def test_the_space_before_a_break_is_taken_away_where_the_head_says_so() -> None:
    assert unflowed("今日は \n晴れです。\n雨", without_spaces=True) == "今日は晴れです。\n雨"


def test_a_signature_is_no_soft_break_and_a_stuffed_space_is_no_indent() -> None:
    assert unflowed("Yours \n-- \nHanako\n From here", without_spaces=False) == "Yours \n-- \nHanako\nFrom here"
