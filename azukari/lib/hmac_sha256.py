"""HMAC-SHA-256 (RFC 2104) of short messages, on the path of every submission."""

import hmac


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """As `hmac.digest`, which lets other threads go first for a single byte; this one keeps its turn."""
    return hmac.new(key, message, "sha256").digest()
