"""Mail that lies in a folder is named by the time, and only the program's own user reads it."""

from pathlib import Path

from django.core.mail import EmailMessage

from azukari.core.mail.outbox import OutboxBackend
from tests.leaks.marks import STEM


def test_a_file_of_the_outbox_names_nobody_and_is_nobody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    message = EmailMessage(f"{STEM} subject", "words", to=[f"{STEM.lower()}@mail.example.org"])
    assert OutboxBackend(folder=str(folder)).send_messages([message]) == 1
    assert [path for path in folder.iterdir() if STEM.lower() in path.name.lower()] == []
    assert folder.stat().st_mode & 0o077 == 0
