"""The table of returned mails: all of our own corpus is right, and a folder of anybody's mails is read."""

from pathlib import Path

from tests.outside.bounces import causes, main, of_folder, tried_and_wrong


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
    said = capsys.readouterr().out
    assert "exim" in said
    assert "cause mailboxfull" in said


def test_causes_are_counted_and_a_delay_is_no_failure() -> None:
    full = b"From: MAILER-DAEMON <>\nSubject: Mail delivery failed\n\n550 mailbox full\n"
    late = b"From: MAILER-DAEMON <>\nSubject: Warning: message delayed\n\nNo reply yet. 550 5.1.1 no such user\n"
    assert causes([full, late, b"From: a@example.org\n\nHello"]) == {"mailboxfull": 1, "(delay)": 1, "(words)": 1}
