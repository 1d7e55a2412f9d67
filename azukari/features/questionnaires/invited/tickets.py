"""Tickets of a questionnaire: anonymous, good for one answer, signed blind for who was invited (RFC 9474).

Whoever was invited draws a ticket and has it signed without showing it. The answer carries the ticket, which proves
that somebody was invited, and not who. What is kept of the first act is that one ticket was signed for the invitation;
of the second, the digest of a ticket that nobody has seen before. No time is kept of either.
"""

import base64
import binascii
import hashlib
import os
from functools import lru_cache
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction

from azukari.features.questionnaires.models import Invitation, Poll, SpentTicket, TicketKey
from azukari.lib import instance_secret
from azukari.lib.blind_rsa import BlindingError, blind, blind_sign, finalize, is_signature, new_key, prepare, size

TICKET = "ticket"
"""The input that carries it from page to page."""

RANDOM = 32
"""Bytes of a ticket besides the prefix of its signature: it is drawn, and says nothing."""

_MESSAGE = 64  # with the prefix
_NONCE = 12


class TicketError(ValueError):
    """The ticket is none of this questionnaire."""


class TicketSpent(Exception):
    """An answer with this ticket is here already; nothing was kept."""


class AnotherTicket(Exception):
    """Another ticket was signed for this invitation already; this one was not."""


def make_key(poll: Poll) -> TicketKey:
    """The key of a questionnaire, made where there is none yet."""
    held = TicketKey.objects.filter(poll=poll).first()
    if held:
        return held
    key = new_key()
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    nonce, sealing = os.urandom(_NONCE), AESGCM(_sealing(instance_secret.newest(settings.AZUKARI)))
    sealed = nonce + sealing.encrypt(nonce, private, poll.slug.encode())
    return TicketKey.objects.create(poll=poll, public=public, private=sealed, digest=hashlib.sha256(public).hexdigest())


def public_key(held: TicketKey) -> RSAPublicKey:
    """By which tickets are checked."""
    return _public(bytes(held.public))


def sign_once(invitation: Invitation, held: TicketKey, blinded: bytes) -> bytes:
    """Sign the ticket of somebody who was invited, without seeing it. The same request gets the same answer again.

    Raises:
        AnotherTicket: see there.
        BlindingError: it is no blinded ticket; nothing was kept.
    """
    key = _opened(held)
    signed = blind_sign(key, blinded)
    digest = hashlib.sha256(blinded).hexdigest()
    with transaction.atomic(durable=True):
        Poll.objects.select_for_update().get(slug=invitation.poll_id)  # `mixing` writes invitations anew meanwhile
        asked = Invitation.objects.filter(id=invitation.id)
        if not asked.filter(asked="").update(asked=digest) and not asked.filter(asked=digest).exists():
            raise AnotherTicket
    return signed


def make_for(invitation: Invitation, held: TicketKey) -> str:
    """A ticket made here, for whoever has no JavaScript: nothing is kept of it, but this program has seen it.

    Raises:
        AnotherTicket: see there.
    """
    public, message = public_key(held), prepare(os.urandom(RANDOM))
    hidden = blind(public, message)
    signed = sign_once(invitation, held, hidden.message)
    return encoded(message + finalize(public, message, signed, hidden.inverse))


def ticket_digest(poll: Poll, ticket: str) -> str:
    """What is kept of a ticket once it was used.

    Raises:
        TicketError: it was not signed for this questionnaire.
    """
    raw, held = decoded(ticket), TicketKey.objects.filter(poll=poll).first()
    if held is None:
        raise TicketError("Nobody was invited to this questionnaire yet.")
    public = public_key(held)
    message, signature = raw[:_MESSAGE], raw[_MESSAGE:]
    if len(raw) != _MESSAGE + size(public) or not is_signature(public, message, signature):
        raise TicketError("This ticket was not signed for this questionnaire.")
    return hashlib.sha256(message).hexdigest()


def spend(poll: str, digest: str) -> None:
    """Note that a ticket was used, in the caller's transaction.

    Raises:
        TicketSpent: it was, before.
    """
    try:
        with transaction.atomic():
            SpentTicket.objects.create(poll_id=poll, digest=digest)
    except IntegrityError as error:
        raise TicketSpent from error


def decoded(text: str) -> bytes:
    """Bytes out of base64url without padding; none where it is something else."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if text.isascii() else b""
    except (binascii.Error, ValueError):
        return b""


def encoded(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _opened(held: TicketKey) -> RSAPrivateKey:
    """The signing key. It opens for as long as the secret is here that sealed it, which is years after its rotation."""
    raw = bytes(held.private)
    for secret in instance_secret.versions(settings.AZUKARI):
        try:
            plain = AESGCM(_sealing(secret.raw)).decrypt(raw[:_NONCE], raw[_NONCE:], held.poll_id.encode())
        except InvalidTag:
            continue
        return cast("RSAPrivateKey", serialization.load_der_private_key(plain, password=None))
    raise BlindingError("The key of this questionnaire cannot be opened any more.")


def _sealing(secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"azukari questionnaire tickets").derive(secret)


@lru_cache(maxsize=64)
def _public(der: bytes) -> RSAPublicKey:
    return cast("RSAPublicKey", serialization.load_der_public_key(der))
