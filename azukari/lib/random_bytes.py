"""Random bytes for ids, nonces and keys, on the path of every submission."""

from ssl import RAND_bytes


def random_bytes(count: int) -> bytes:
    """So many bytes of OpenSSL's generator (NIST SP 800-90A), which the system seeds, anew also in a fork.

    `os.urandom` is as good, but lets other threads go first for each handful of bytes.
    """
    return RAND_bytes(count)
