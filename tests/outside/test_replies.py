"""The table of replies: all of our own corpus is right, and a folder of anybody's mails is read."""

from pathlib import Path

from tests.outside.replies import OTHERS, main, of_folder, tried_and_wrong


def test_own_words_are_told_apart_and_automatic_mails_are_known(capsys) -> None:
    tried, wrong = tried_and_wrong()
    assert [(case.kind, case.name) for case in wrong] == []
    assert tried.total() > 220
    assert len({each["lang"] for each in OTHERS["automatic"]}) > 10
    assert main([]) == 0
    assert f"right {tried.total()}" in " ".join(capsys.readouterr().out.split())


def test_a_folder_of_mails_is_read(tmp_path: Path, capsys) -> None:
    (tmp_path / "one.eml").write_bytes(b"From: a@example.org\nSubject: Re: x\n\nYes.\n\n> Well?\n")
    (tmp_path / "two.txt").write_text("No.\n\nOn 24 Nov 2026, A <a@example.org> wrote:\n> Well?\n")
    (tmp_path / "none.eml").write_bytes(b"From: a@example.org\nSubject: Automatic reply: x\n\nAway.\n")
    assert of_folder(tmp_path) == {"one.eml": (4, 7), "two.txt": (3, 48), "none.eml": (0, 0)}
    assert main([str(tmp_path)]) == 0
    assert "one.eml" in capsys.readouterr().out
