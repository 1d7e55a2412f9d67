"""Kinds of letters and mailings that a test has for itself, declared like those of a slice and gone with the test."""

import pytest

from azukari.both_languages import BothLanguages
from azukari.core.mail import letter, mailing_kind
from azukari.core.mail.letter import LetterKind
from azukari.core.mail.mailing_kind import MailingKind
from azukari.core.vault import ways
from azukari.policy.ways import Way


def known(kind: LetterKind | MailingKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program know the kind until the test is over."""
    if isinstance(kind, LetterKind):
        monkeypatch.setitem(letter._kinds, kind.name, kind)
    else:
        monkeypatch.setitem(mailing_kind._kinds, kind.name, kind)
    monkeypatch.setitem(ways._declared, kind.name, Way(kind.name, BothLanguages(kind.title), kind.serves))
