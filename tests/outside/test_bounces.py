"""The table of returned mails: all of our own corpus is right, and a folder of anybody's mails is read."""

from pathlib import Path

from tests.outside.bounces import main, of_folder, tried_and_wrong


def test_every_returned_mail_of_the_corpus_is_read_for_what_it_is(capsys) -> None:
    tried, wrong = tried_and_wrong()
    assert not wrong
    assert len(tried) > 60
    assert main([]) == 0
    assert f"right {tried.total()}" in " ".join(capsys.readouterr().out.split())


def test_a_folder_of_mails_is_read_by_system(tmp_path: Path, capsys) -> None:
    (tmp_path / "exim-01.eml").write_bytes(
        b"From: MAILER-DAEMON <>\nSubject: Mail delivery failed\n\n550 mailbox full\n"
    )
    (tmp_path / "exim-02.eml").write_bytes(b"From: A@example.org\nSubject: Hello\n\nHello\n")
    assert of_folder(tmp_path) == {"exim": {"full": 1, "words": 1}}
    assert main([str(tmp_path)]) == 0
    assert "exim" in capsys.readouterr().out
