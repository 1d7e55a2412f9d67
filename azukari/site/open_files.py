"""Limit of open files: a connection is one, and the database, pages and pictures need some as well."""

import resource

_CONNECTIONS = 16_384  # at once, busy or silent; each costs some kilobytes
_FILES = 2 * _CONNECTIONS
_KEPT = 128  # files that no connection takes away from the database, pages and pictures


def raise_file_limit() -> None:
    """Allow this process as many as it may have; many systems begin with 1,024 of them."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def most_connections() -> int:
    """So many that files remain for the rest; who is beyond it waits until one of them is closed."""
    may, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _CONNECTIONS if may == resource.RLIM_INFINITY else max(16, min(_CONNECTIONS, may - _KEPT))
