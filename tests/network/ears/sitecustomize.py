"""Loaded by every Python that is started with this folder on its path: writes down whom it tries to talk to.

Python's own audit events see each attempt before it is made, whatever becomes of it, without any privilege.
"""

import json
import os
import sys

_FILE = os.environ.get("AZUKARI_TEST_CONNECTIONS", "")
_HEARD = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _HEARD:
        return
    about = arguments[0] if event.startswith("socket.get") else arguments[-1]
    line = json.dumps({"pid": os.getpid(), "event": event, "to": about}, default=repr)
    with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123 - nothing may be imported here
        file.write(line + "\n")


if _FILE:
    sys.addaudithook(_listen)
