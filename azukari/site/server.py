"""The web server: granian speaks HTTP and TLS, one process runs Django with a fixed number of threads.

Beyond this machine nothing is served in the clear (P37, P38): either the program has certificate files, or the settings
declare the proxy that speaks TLS. No access log is kept, since it would hold addresses of visitors (P18).
"""

import multiprocessing
import multiprocessing.process
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels

from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback

THREADS = 8
_IDLE = 600  # seconds that an idle thread stays, with its database connection; the most that granian takes


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


def load(target: str) -> Callable[..., object]:
    """In the web process: load the application, and end when the process that started this one dies."""
    first = multiprocessing.parent_process()
    if first:
        threading.Thread(target=_end_with, args=(first,), daemon=True).start()
    module, _, name = target.partition(":")
    application: Callable[..., object] = getattr(import_module(module), name)
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
    started: Callable[[], object] = lambda: None,
    stopping: Callable[[], object] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first.

    Args:
        threads: how many requests are worked on at once; each thread keeps one database connection.
        started: called once the socket is open, before the first request.
        stopping: called after the last one.

    Raises:
        InstanceError: `may_listen` refuses, or the port is taken.
    """
    may_listen(address, instance)
    _refuse_taken(address)
    server = Granian(
        "azukari.site.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        blocking_threads_idle_timeout=_IDLE,
        backpressure=1024,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
        log_access=False,
        ssl_cert=instance.tls.certificate if instance.tls else None,
        ssl_key=instance.tls.key if instance.tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    )
    server.on_startup(started)
    server.on_shutdown(stopping)
    server.serve(target_loader=load)


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
