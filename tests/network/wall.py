"""A network of one's own, with nothing in it but this machine's loopback: whatever aims elsewhere goes nowhere, and the
kernel counts it, whichever language it was written in.

That takes a privilege (root's, or user namespaces). Where it is not granted the ears alone listen (`ears`); they hear
every attempt of Python, which all of the program's own code is.
"""

import fcntl
import os
import socket
import struct
from pathlib import Path

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, net/if.h
_COUNTED = ("OutNoRoutes", "Ip6OutNoRoutes")


def enclose() -> bool:
    """Move this process, and all that it starts, into a network of its own. False where that is not allowed."""
    for kinds in (os.CLONE_NEWNET, os.CLONE_NEWUSER | os.CLONE_NEWNET):
        try:
            os.unshare(kinds)
        except OSError:
            continue
        _raise_loopback()
        return True
    return False


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, _GET_FLAGS, name))[1]
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", flags | _UP))


def interfaces() -> list[str]:
    """What this network consists of."""
    return sorted(name for _number, name in socket.if_nameindex())


def turned_away() -> int:
    """How often something here tried to reach a place to which no way leads."""
    names, values = _rows(Path("/proc/net/snmp"))
    counted = dict(zip(names, values, strict=True)) | _six(Path("/proc/net/snmp6"))
    return sum(int(counted.get(name, "0")) for name in _COUNTED)


def _rows(path: Path) -> tuple[list[str], list[str]]:
    lines = [line.split()[1:] for line in path.read_text("ascii").splitlines() if line.startswith("Ip:")]
    return lines[0], lines[1]


def _six(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split() for line in path.read_text("ascii").splitlines())
