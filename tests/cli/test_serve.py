"""`azukari serve`: what it refuses, what it starts, and how it ends."""

import os
import signal
import subprocess
import time
import urllib.request
from urllib.error import URLError

import pytest

from azukari.lib import heartbeat
from tests.cli.command import one_sentence
from tests.postgres import free_port


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_beyond_this_machine_it_does_not_serve_in_the_clear(own_program, host):
    done = own_program.azukari("serve", "--host", host, "--port", str(free_port()), check=False)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "[tls]" in done.stderr


def test_missing_certificate_files_are_named(own_program):
    with (own_program.root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write('[tls]\ncertificate = "certificate.pem"\nkey = "key.pem"\n')
    done = own_program.azukari("serve", "--port", str(free_port()), check=False)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "certificate.pem" in done.stderr


def test_an_older_database_is_not_served_until_it_is_brought_up(own_program):
    own_program.django("migrate", "webhooks", "zero")
    refused = own_program.azukari("serve", check=False)
    assert refused.returncode == 1
    assert "azukari migrate --dir" in refused.stderr
    own_program.start("--migrate")
    assert own_program.stop() == 0


def test_a_taken_port_is_one_sentence(live):
    second = live.azukari("serve", "--port", live.url.rpartition(":")[2], check=False)
    assert second.returncode == 1
    assert one_sentence(second.stderr)


def test_the_worker_beside_it_integrates_sends_and_beats(own_program):
    own_program.start(cold=True)
    beat = own_program.root / "data" / "worker.json"
    for _ in range(600):
        found = heartbeat.read(beat)
        if found and all(job["runs"] for job in found.jobs.values()):
            break
        time.sleep(0.1)
    assert found is not None
    assert {"ledger", "mail", "retention"} <= set(found.jobs)
    assert all(job["failing"] == 0 for job in found.jobs.values())
    assert own_program.azukari("doctor", check=False).returncode == 0
    assert own_program.stop() == 0


def test_without_its_first_process_nothing_is_left_running(own_program):
    own_program.start()
    os.kill(own_program.server.pid, signal.SIGKILL)
    own_program.server.wait()
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{own_program.url}/healthz", timeout=2).close()
        except (URLError, OSError):
            break
        time.sleep(0.1)
    else:
        pytest.fail("The web process went on alone.")
    own_program.start()
    assert own_program.stop() == 0


def test_no_address_of_a_visitor_is_logged(own_program):
    own_program.start()
    for path in ("/healthz", "/ja/", "/ja/no-such-page?name=amelia"):
        subprocess.run(["curl", "-s", "-o", os.devnull, own_program.url + path], check=False)
    own_program.stop()
    said = own_program.said()
    assert said
    assert "127.0.0.1 -" not in said
    assert "amelia" not in said
    assert "no-such-page" not in said
