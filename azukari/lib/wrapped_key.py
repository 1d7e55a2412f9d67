"""Envelope encryption of a key file (key wrapping) by a command of the operator: a KMS, a smart card, a TPM.

The file then holds what the command made of the key. Whoever copies disk and backups has to be able to run the command
as well. The command gets the key on its standard input and prints it wrapped, or the other way round; it is run without
a shell, and what it prints is kept as it is (RFC 4648 base64 in the file).
"""

import base64
import subprocess
from collections.abc import Sequence

from azukari.lib.sentence import Sentence

_MARK = "wrapped "
_LIMIT = 30.0  # seconds in which it answers
_MOST = 64 * 1024

_NO_COMMAND = Sentence("It is wrapped, and the settings name no unwrap_command.")
_DAMAGED = Sentence("It is damaged. Restore it from the key backup.")
_SILENT = Sentence("%(name)s did not answer within %(seconds)d seconds.")
_ENDED = Sentence("%(name)s ended with %(code)d.")
_NOT_RUN = Sentence("%(name)s cannot be run: %(why)s.")
_NO_KEY = Sentence("%(name)s printed nothing that could be a key.")


class WrappingError(Exception):
    """The command did not do it; the message is a whole sentence without the key."""


def is_wrapped(text: str) -> bool:
    """Whether the words of a key file are a wrapped key."""
    return text.startswith(_MARK)


def wrap(raw: bytes, command: Sequence[str]) -> str:
    """The words of a key file for a key.

    Raises:
        WrappingError: the command failed, or what it makes does not hide the key.
    """
    made = _run("wrap_command", command, raw)
    if raw in made or base64.b64encode(raw) in made:
        raise WrappingError("What wrap_command printed holds the key itself, so it was not used.")
    return f"{_MARK}{base64.b64encode(made).decode()}\n"


def unwrap(text: str, command: Sequence[str]) -> bytes:
    """The key of which `wrap` made these words.

    Raises:
        WrappingError: no command is named, it failed, or the words are damaged.
    """
    if not command:
        raise WrappingError(_NO_COMMAND())
    try:
        made = base64.b64decode(text.removeprefix(_MARK).strip(), validate=True)
    except ValueError as error:
        raise WrappingError(_DAMAGED()) from error
    return _run("unwrap_command", command, made)


def _run(name: str, command: Sequence[str], given: bytes) -> bytes:
    """What a command prints; what it complains of goes to our own standard error, where the operator looks."""
    try:
        done = subprocess.run([*command], input=given, stdout=subprocess.PIPE, timeout=_LIMIT, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise WrappingError(_SILENT(name=name, seconds=int(_LIMIT))) from error
    except subprocess.CalledProcessError as error:
        raise WrappingError(_ENDED(name=name, code=error.returncode)) from error
    except OSError as error:
        raise WrappingError(_NOT_RUN(name=name, why=error.strerror)) from error
    if not done.stdout or len(done.stdout) > _MOST:
        raise WrappingError(_NO_KEY(name=name))
    return done.stdout
