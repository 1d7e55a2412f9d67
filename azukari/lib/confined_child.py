"""The program inside the child of `lib.confined`: it limits itself, reads, answers, and ends.

It loads little: that takes longer than most files.
"""

import json
import os
import resource
import struct
import sys
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

HEAD = struct.Struct(">cI")
"""Of each piece: what it is, and how many bytes of JSON follow."""

ANSWER, END, MEMORY, BROKEN = b"a", b"e", b"m", b"b"
_FILE = "/dev/fd/0"


def main(told: str) -> None:
    """
    Args:
        told: the reader, seconds, bytes and the reader's arguments, as JSON.
    """
    reader, cpu, memory, *arguments = json.loads(told)
    _limit(cpu, memory)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    end = END
    try:
        module, _colon, name = reader.partition(":")
        for answer in getattr(import_module(module), name)(_FILE, *arguments):
            _send(out, ANSWER, answer)
    except MemoryError:
        end = MEMORY
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except Exception:
        end = BROKEN
    with suppress(OSError):
        _send(out, end, None)
    os._exit(0)


def _limit(cpu: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(500)


def _send(out: IO[bytes], kind: bytes, answer: Any) -> None:
    content = json.dumps(answer).encode()
    out.write(HEAD.pack(kind, len(content)) + content)
    out.flush()
