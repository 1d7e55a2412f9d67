"""Where mail leaves: the outbox folder, or a mail server over TLS (P38)."""

from typing import Any
from urllib.parse import unquote, urlsplit

from azukari.core.mail.smtp import SECONDS
from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mailers(instance: Instance) -> dict[str, dict[str, Any]]:
    """Django's ``MAILERS`` for this instance.

    Raises:
        InstanceError: the server's address is not understood, or would carry mail beyond this machine unencrypted.
    """
    if not instance.smtp:
        return {
            "default": {
                "BACKEND": "azukari.core.mail.outbox.OutboxBackend",
                "OPTIONS": {"folder": str(instance.outbox)},
            }
        }
    at = urlsplit(instance.smtp)
    if at.scheme not in _PORTS or not at.hostname:
        raise InstanceError("The setting smtp is not understood. Write smtp+starttls://user:password@host:587.")
    if at.scheme == "smtp" and not is_loopback(at.hostname):
        raise InstanceError("Mail must be encrypted beyond this machine. Use smtp+starttls:// or smtps://.")
    options = {
        "host": at.hostname,
        "port": at.port or _PORTS[at.scheme],
        "username": unquote(at.username or ""),
        "password": unquote(at.password or ""),
        "use_tls": at.scheme == "smtp+starttls",
        "use_ssl": at.scheme == "smtps",
        "timeout": SECONDS,
    }
    return {"default": {"BACKEND": "azukari.core.mail.smtp.EmailBackend", "OPTIONS": options}}
