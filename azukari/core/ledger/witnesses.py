"""Witnesses: other organisations that watch this ledger grow, and sign that what they see extends what they saw.

A witness is asked by us (C2SP tlog-witness), or comes by itself, reads the public files and brings its signature line.
Either way the line is stored beside the checkpoint that it is about, and handed out with it from then on.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import IntegrityError, transaction

from azukari.core.ledger import tree
from azukari.core.ledger.models import Checkpoint, Cosignature
from azukari.lib import cosignature, signed_note, witness
from azukari.lib.http_client import NoAnswer, exchange

_SECONDS = 10


class WitnessError(Exception):
    """A witness cannot be asked, or its answer does not hold; the message says which and why."""


def known() -> Mapping[str, cosignature.Witness]:
    """The witnesses in the settings, by name.

    Raises:
        WitnessError: a key in the settings is malformed.
    """
    try:
        keys = [cosignature.witness(one.key) for one in settings.AZUKARI.witnesses]
    except signed_note.NoteError as error:
        raise WitnessError(f"A key under [[witnesses]] in azukari.toml is malformed: {error}") from error
    return {key.name: key for key in keys}


def ask(now: datetime) -> int:  # noqa: ARG001 - every job gets the time
    """Ask each witness that has an address to cosign the checkpoint that is shown; returns how many did.

    Raises:
        WitnessError: some witness could not be asked; the others were.
    """
    size, cosigned, failures = tree.shown_size(), 0, list[WitnessError]()
    known()
    for one in settings.AZUKARI.witnesses if size else ():
        by = cosignature.witness(one.key)
        if not one.url or Cosignature.objects.filter(size=size, witness=by.name).exists():
            continue
        try:
            _ask(by, one.url)
            cosigned += 1
        except WitnessError as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return cosigned


def take(size: int, line: str) -> bool:
    """Store what a known witness states about the checkpoint of ``size`` entries.

    Returns:
        False if it was there already.

    Raises:
        WitnessError: the line is not one of a known witness about that checkpoint.
    """
    found = Checkpoint.objects.filter(size=size).first()
    if found is None or not tree.was_shown(size):  # guessing sizes tells nobody how far it has come since
        raise WitnessError(f"This ledger has signed no checkpoint of {size} entries.")
    text = tree.opened(found.note).text
    failure = WitnessError("This is no cosignature of a witness that this ledger knows.")
    for by in known().values():
        try:
            cosignature.check(line, text, by)
        except signed_note.NoteError as error:
            failure = WitnessError(str(error)) if line.startswith(f"— {by.name} ") else failure
            continue
        try:
            with transaction.atomic():
                Cosignature.objects.create(size=size, witness=by.name, key=str(by), line=line)
        except IntegrityError:
            return False
        return True
    raise failure


def _ask(by: cosignature.Witness, url: str) -> None:
    """Tell the witness how far we are; if it has seen another size than we thought, once more from there."""
    mine = Cosignature.objects.filter(witness=by.name).order_by("-size")
    seen = mine.values_list("size", flat=True).first() or 0
    status, answer = _tell(by, url, seen)
    if status == HTTPStatus.CONFLICT and answer.strip().isdecimal():
        status, answer = _tell(by, url, int(answer))
    if status != HTTPStatus.OK:
        raise WitnessError(f"The witness {by.name} does not cosign (HTTP {status}).")


def _tell(by: cosignature.Witness, url: str, seen: int) -> tuple[int, str]:
    """Send the checkpoint that is shown, with the proof that it extends what the witness saw; store what comes back."""
    signed = tree.shown() or ""
    newest = tree.opened(signed).checkpoint.size
    if seen > newest:
        raise WitnessError(f"The witness {by.name} has seen {seen} entries, and this ledger has {newest}.")
    path = tree.consistency(seen, newest) if 0 < seen < newest else []
    status, answer = _post(by, url, witness.Request(seen, path, signed).body)
    if status == HTTPStatus.OK:
        own = [line for line in answer.splitlines(keepends=True) if line.startswith(f"— {by.name} ")]
        if not own:
            raise WitnessError(f"The witness {by.name} answered without a cosignature of its own.")
        take(newest, own[0])
    return status, answer


def _post(by: cosignature.Witness, url: str, body: str) -> tuple[int, str]:
    address = f"{url.rstrip('/')}/add-checkpoint"
    try:
        answer = exchange("POST", address, body=body.encode(), headers={"Content-Type": "text/plain"}, seconds=_SECONDS)
    except NoAnswer as error:
        if error.code == "not-https":
            raise WitnessError(f"The address of the witness {by.name} must begin with https://.") from error
        raise WitnessError(f"The witness {by.name} does not answer ({error.code}).") from error
    return answer.status, answer.body.decode("utf-8", "replace")
