"""The processes of a served instance."""

from pathlib import Path

from tests.live import Program


def web_process(program: Program) -> int:
    """The child that runs Django."""
    assert program.server
    children = Path(f"/proc/{program.server.pid}/task/{program.server.pid}/children").read_text("ascii").split()
    return int(next(pid for pid in children if not is_worker(pid) and _is_web(pid)))


def worker_process(program: Program) -> int:
    """The child that runs the worker."""
    assert program.server
    children = Path(f"/proc/{program.server.pid}/task/{program.server.pid}/children").read_text("ascii").split()
    return int(next(pid for pid in children if is_worker(pid)))


def is_worker(pid: str) -> bool:
    """Whether a process runs the worker."""
    return Path(f"/proc/{pid}/comm").read_text("ascii").strip() == "azukari-worker"


def _is_web(pid: str) -> bool:
    """Whether a process runs Django, and does not count resources."""
    return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def memory(pid: int) -> int:
    """Bytes of memory that a process has in use."""
    return _status(pid, "VmRSS:")


def most_memory(pid: int) -> int:
    """Bytes of memory that a process has had in use at most; 0 of one that is ending."""
    return _status(pid, "VmHWM:")


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return 1024 * next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
