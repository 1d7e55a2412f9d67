"""A web process that does not answer is ended; one that answers is left alone (a real process, a real socket)."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from azukari.site.watchdog import Patience, watch
from tests.postgres import free_port


@contextmanager
def _watched(host: str, port: int, patience: Patience) -> Iterator[None]:
    stop = threading.Event()
    watch(host, port, tls=False, stop=stop, patience=patience)
    try:
        yield
    finally:
        stop.set()


def _serve(port: int, mute: bool) -> None:
    with socket.create_server(("127.0.0.1", port)) as server:
        held = []
        while True:
            client, _ = server.accept()
            if mute:
                held.append(client)
            else:
                client.recv(1000)
                client.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
                client.close()


@contextmanager
def _process(port: int, *, mute: bool) -> Iterator[BaseProcess]:
    child = multiprocessing.get_context("fork").Process(target=_serve, args=(port, mute), daemon=True)
    child.start()
    try:
        yield child
    finally:
        child.kill()
        child.join()


def test_a_mute_process_is_ended():
    port = free_port()
    patience = Patience(every=0.1, answer=0.5, missed=2, starting=0)
    with _process(port, mute=True) as child, _watched("127.0.0.1", port, patience):
        child.join(60)
        assert not child.is_alive()


def test_one_that_answers_whatever_is_left_alone():
    port = free_port()
    patience = Patience(every=0.1, answer=30, missed=1, starting=30)
    with _process(port, mute=False) as child, _watched("0.0.0.0", port, patience):
        time.sleep(2)
        assert child.is_alive()


def test_one_that_has_only_begun_is_given_time():
    port = free_port()
    patience = Patience(every=0.1, answer=0.2, missed=1, starting=600)
    with _process(port, mute=True) as child, _watched("127.0.0.1", port, patience):
        time.sleep(2)
        assert child.is_alive()
