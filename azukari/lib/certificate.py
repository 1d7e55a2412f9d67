"""Looking at the certificate of a server by a real TLS handshake: whom it is for, and how long it is still good."""

import ssl
from datetime import UTC, datetime
from ssl import SSLCertVerificationError

from azukari.lib.deadline import Deadline, connect, secure, tls_context

SECONDS = 8.0
"""How long the whole may take."""


class NotTrusted(Exception):
    """The server answered, and its certificate is not one to be trusted for this name."""


class NotReached(Exception):
    """There was no handshake: no network, no such host, nobody who answers. Nothing is known of the certificate."""


def ends(host: str, port: int) -> datetime:
    """The last moment of the certificate that the server shows, which is trusted here and is for ``host``.

    Raises:
        NotTrusted, NotReached: see there.
    """
    deadline = Deadline(SECONDS)
    try:
        plain = connect(host, port, deadline)
    except OSError as error:
        raise NotReached(type(error).__name__) from error
    try:
        with secure(plain, tls_context(), host, deadline) as tls:
            shown = tls.getpeercert() or {}
    except SSLCertVerificationError as error:
        raise NotTrusted(type(error).__name__) from error
    except OSError as error:
        raise NotReached(type(error).__name__) from error
    finally:
        plain.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
