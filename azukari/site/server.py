"""The web server: granian speaks HTTP and TLS, one process runs Django with a fixed number of threads.

Beyond this machine nothing is served in the clear (P37, P38): either the program has certificate files, or the settings
declare the proxy that speaks TLS. No access log is kept, since it would hold addresses of visitors (P18).

HTTP/1.1 alone is spoken; a proxy in front may speak HTTP/2 to visitors. Why, and how a request reaches a thread:
docs/decisions/2026-11-26-requests-are-buffered-before-they-take-a-thread.md.
"""

import faulthandler
import multiprocessing
import multiprocessing.process
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from granian import Granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

from azukari.lib import pulse, shared_counts
from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback
from azukari.lib.pulse import Role
from azukari.lib.shared_memory import HandedOn
from azukari.lib.signalled_event import SignalledEvent
from azukari.shells.worker.supervisor import Supervisor, Tended
from azukari.site.open_files import most_connections, raise_file_limit
from azukari.site.watchdog import watch, web_process

THREADS = 8
_HEAD_MILLISECONDS = 10_000  # that a request's head may take, and that a connection may stay silent
_HEAD_BYTES = 64 * 1024
_AGAIN = (1, 2, 5, 10, 30)  # seconds until the web process is restarted after it has ended, and ended again
_THREADS_OF_THIS = Path("/proc/self/task")
_MEMORY = (shared_counts.VARIABLE, pulse.VARIABLE)
_STEADY = 300  # seconds of service after which an end is the first one


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


def may_listen(address: Address, instance: Instance) -> None:
    """Pass if what is served at ``address`` is encrypted, or never leaves this machine.

    Raises:
        InstanceError: it would be served in the clear, or the certificate files cannot be read.
    """
    if instance.tls:
        for path in (instance.tls.certificate, instance.tls.key):
            if not _readable(path):
                raise InstanceError(
                    f"The TLS file {path} cannot be read. Put it there, or correct [tls] in azukari.toml."
                )
        return
    if is_loopback(address.host) or instance.trusted_proxy:
        return
    raise InstanceError(
        f"Azukari does not serve {address.host} without encryption. Name certificate files under [tls] in "
        f"{instance.root / 'azukari.toml'}, or the address of your TLS proxy as trusted_proxy."
    )


def load(target: str, *, count: int, memory: HandedOn | None = None) -> Callable[..., Any]:
    """In the web process: load the application, and end when the process that started this one dies.

    Args:
        count: of the application's threads.
        memory: what this process shares with the one that started it.
    """
    del memory  # it is open now
    faulthandler.enable()  # where its threads stand, if it is ended for standing still
    for number in (signal.SIGTERM, signal.SIGINT):  # else a copy heeds the first process's until the server has its own
        signal.signal(number, signal.SIG_DFL)
    first = multiprocessing.parent_process()
    if first:
        threading.Thread(target=_end_with, args=(first,), daemon=True).start()
    django.setup()  # a process that takes the place of one that died begins with nothing loaded
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)(count)
    return application


def _end_with(first: multiprocessing.process.BaseProcess) -> None:
    first.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def serve(
    address: Address,
    instance: Instance,
    *,
    threads: int = THREADS,
    worker: Tended | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first.

    Whatever ends the web process, or the worker's, it is restarted. One whose loop stands is ended first
    (`upkeep.supervisor`), and a web process that does not answer any more (`watchdog`).

    Args:
        threads: how many requests are worked on at once; each thread keeps one database connection.
        worker: what does the work that comes round, beside it; ended after the last request.

    Raises:
        InstanceError: `may_listen` refuses, or the port is taken.
    """
    may_listen(address, instance)
    _refuse_taken(address)
    raise_file_limit()
    shared_counts.allot()
    pulse.allot()
    if worker:
        worker.start()  # a copy of this process while it has no socket yet
    first, stop = server("azukari.site.rsgi:front", address, instance), threading.Event()

    def beside() -> None:
        watch(address.host, address.port, tls=instance.tls is not None, stop=stop)
        watched = {Role.WEB: web_process, **({Role.WORKER: worker.process} if worker else {})}
        tend = worker.tend if worker else lambda: None
        Supervisor(instance.root, instance.frozen_after, watched, tend).begin(stop)

    copied_once(first, beside)
    try:
        _until_told(first, partial(server, "azukari.site.rsgi:front", address, instance), threads)
    finally:
        stop.set()
        if worker:
            worker.stop()


def copied_once(first: AbstractServer[Any], beside: Callable[[], object]) -> None:
    """Let the first web process be a copy of this one, which has read the program already.

    What runs beside it begins right after: a copy of a process with threads would have their locks, and not them. So
    each later web process reads the program anew.

    Args:
        beside: begins those threads.
    """
    alone = _THREADS_OF_THIS.exists() and len(os.listdir(_THREADS_OF_THIS)) == 1  # noqa: PTH208 - a count
    multiprocessing.set_start_method("fork" if alone else "spawn", force=True)
    if not alone:
        first.on_startup(beside)
        return
    begun: list[bool] = []

    def after() -> None:
        if not begun:
            begun.append(True)
            multiprocessing.set_start_method("spawn", force=True)
            beside()

    os.register_at_fork(after_in_parent=after)


def server(target: str, address: Address, instance: Instance | None) -> AbstractServer[Any]:
    """The server, with nothing started yet.

    Args:
        target: ``module:name`` of what makes the application, given the number of threads.
        instance: whose certificate it uses.
    """
    tls = instance.tls if instance else None
    made = Granian(
        target,
        address=address.host,
        port=address.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=1,
        backlog=4096,
        backpressure=most_connections(),
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=_HEAD_BYTES),
        log_level=LogLevels.warning,
        log_access=False,
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    )
    made.main_loop_interrupt = SignalledEvent()
    return made


def _until_told(current: AbstractServer[Any], anew: Callable[[], AbstractServer[Any]], threads: int) -> None:
    """granian gives up when a process ends twice within seconds; a service does not. Whoever served for long begins
    anew as quickly as the first time.
    """
    ends = 0
    while True:
        began = time.monotonic()
        try:
            current.serve(target_loader=partial(load, count=threads, memory=HandedOn(_MEMORY)))
        except SystemExit:
            if current.interrupt_signal:
                raise
        if current.interrupt_signal:
            return
        current.main_loop_interrupt.clear()
        ends = 1 if time.monotonic() - began > _STEADY else ends + 1
        if current.main_loop_interrupt.wait(_AGAIN[min(ends, len(_AGAIN)) - 1]) and current.interrupt_signal:
            return
        current = anew()


def _refuse_taken(address: Address) -> None:
    """granian would share a port with another server, and each would get some of the visitors."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host.strip("[]"), address.port))
        except OSError as error:
            raise InstanceError(
                f"Port {address.port} at {address.host} cannot be opened ({error.strerror}). Name another with --port."
            ) from error
