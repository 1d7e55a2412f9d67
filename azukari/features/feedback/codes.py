"""One-time codes: an asker without an address fetches an answer by one, under the contact page.

A code is eighty bits of chance, so nobody guesses one; it names nothing and is good for one answer. Whoever fetches an
answer gets another code for the next. Where there is no answer yet the code stays as it is.
"""

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Channel, Submission
from azukari.core.vault.find import gave_address
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.ways import OWN
from azukari.features.feedback.models import AnswerCode
from azukari.lib import instance_secret
from azukari.lib.hmac_sha256 import hmac_sha256
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category

_BYTES = 10
_LASTS = timedelta(days=800)
AGAIN = timedelta(minutes=2)
"""So long a used code shows once more what it opened: a second press, or an answer lost on the way, costs nothing."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a code opened; ``code`` is the one for the next time. No answers: there is none yet, or none that is new.

    Args:
        answers: when each of our replies was written, and what it says.
    """

    code: str
    submission: Submission
    answers: Sequence[tuple[datetime, str]]


def give_codes(submissions: Sequence[Submission], now: datetime) -> None:
    """Make a code for each that left no address, in the transaction in which their messages are accepted. Whoever wrote
    an email is shown none.
    """
    del now
    for submission in submissions:
        if submission.channel != Channel.MAIL and not gave_address(submission.id):
            salt = secrets.token_bytes(16)
            made = AnswerCode(submission=submission, person_id=submission.person_id, salt=salt)
            made.digest = _digest(_made(salt))
            made.save(force_insert=True)


def has_code(submission: Submission) -> bool:
    """Whether its sender can fetch an answer."""
    return AnswerCode.objects.filter(submission=submission).exists()


def fetched_at(submission: Submission) -> datetime | None:
    """When its sender last fetched answers; None for not yet."""
    return AnswerCode.objects.filter(submission=submission).values_list("fetched_at", flat=True).first()


def code_of(submission: Submission, now: datetime) -> str:
    """The code as its owner sees it on the receipt, until they used it; ``""`` afterwards, or where there is none."""
    row = AnswerCode.objects.filter(submission=submission, turn=0).first()
    return _shown(row, now) if row else ""


def fetch(typed: str, *, now: datetime) -> Fetched | None:
    """The answers to whoever has the code, in a transaction of its own; recorded as the person's own look.

    Returns:
        None where the code opens nothing: it is wrong, was used, or what it opened is erased. Nobody learns which.
    """
    plain = _plain(typed)
    fresh, again = Q(digest=_digest(plain)), Q(digest=_digest(_made(_next(plain))), fetched_at__gt=now - AGAIN)
    found = AnswerCode.objects.filter(fresh | again).values_list("submission_id", flat=True).first()
    if found is None:
        return None
    with transaction.atomic():
        submission = hold_submission(found)
        row = AnswerCode.objects.filter(fresh | again, submission_id=found).first()
        if submission is None or row is None:
            return None
        replies = list(submission.replies.order_by("written_at", "id"))
        if replies and bytes(row.digest) == _digest(plain):
            row.salt, row.turn, row.fetched_at = _next(plain), row.turn + 1, now
            row.digest = _digest(_made(bytes(row.salt)))
            row.save()
        code = _shown(row, now)
    if not replies:
        return Fetched(code, submission, ())
    person = submission.person_id
    opened = release(
        [person],
        purpose=OWN_ACCESS,
        categories=frozenset({Category.MESSAGE}),
        actor=Actor(ActorKind.PERSON, str(person)),
        reason=Reason.OWN,
        now=now,
        options=ReleaseOptions(submission=submission.id, way=OWN),
    )
    texts = {value.field: value.text for value in opened.get(person, ())}
    answers = [(one.written_at, texts[one.field]) for one in replies if one.field in texts]
    return Fetched(code, submission, answers)


def _made(salt: bytes, secret: bytes | None = None) -> str:
    key = secret or instance_secret.newest(settings.AZUKARI)
    return base64.b32encode(hmac_sha256(key, b"azukari answer " + salt)[:_BYTES]).decode()


def _shown(row: AnswerCode, now: datetime) -> str:
    """In groups of four; by whichever secret made it."""
    for secret in instance_secret.accepted(settings.AZUKARI, lasts=_LASTS, now=now):
        code = _made(bytes(row.salt), secret)
        if secrets.compare_digest(_digest(code), bytes(row.digest)):
            return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    return ""


def _plain(typed: str) -> str:
    """As it was made, whatever stands between the groups, in wide letters too, however O and 0 were told apart."""
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isascii() and sign.isalnum()
    )
    return letters.translate(str.maketrans("018", "OIB"))[:40]


def _next(code: str) -> bytes:
    """The salt of the code that comes after this one, which takes the secret on disk as well."""
    return hashlib.sha256(f"azukari next answer {code}".encode()).digest()[:16]


def _digest(code: str) -> bytes:
    return hashlib.sha256(f"azukari answer {code}".encode()).digest()
