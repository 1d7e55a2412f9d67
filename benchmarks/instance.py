"""A published instance in a temporary folder, for this process, and the databases that it may stand on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command

from azukari.lib.instance import create
from tests.live import Program
from tests.postgres import cluster, free_port

STARTER = Path(__file__).resolve().parent.parent / "azukari" / "policy" / "starter.yaml"

NO_LIMITS = """
[limits]
submissions_per_network = 0
confirmations_per_address = 0
confirmations_per_form = 0
sign_ins_per_network = 0
"""


READY = "AZUKARI_BENCHMARK_INSTANCE"
"""The variable that names an instance, made and published, of which a copy is taken: tests save the making. On
PostgreSQL, AZUKARI_BENCHMARK_DATABASE names its database, which is used as it is.
"""


@contextmanager
def folder(*, keep: bool = False) -> Iterator[Path]:
    """A temporary folder, removed afterwards unless ``keep``."""
    path = Path(tempfile.mkdtemp(prefix="azukari-benchmark-"))
    try:
        yield path
    finally:
        if not keep:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def database(engine: str) -> Iterator[str]:
    """The URL of an empty database whose commits wait for the disk; ``""`` for SQLite."""
    if engine != "postgresql":
        yield ""
        return
    if ready := os.environ.get("AZUKARI_BENCHMARK_DATABASE"):
        yield ready
        return
    with cluster(durable=True) as made:
        yield made["AZUKARI_DATABASE"]


def make(root: Path, *, url: str = "", base_url: str = "http://127.0.0.1:8000") -> None:
    """Make and publish an instance at ``root``, unless there is one, and set up Django for it in this process."""
    new = not (root / "azukari.toml").exists() and not _copied(root, url)
    if new:
        create(root)
    _set(root, url=url, base_url=base_url)
    shutil.copyfile(STARTER, root / "policy.yaml")
    os.environ.pop("AZUKARI_DATABASE", None)
    os.environ["AZUKARI_INSTANCE"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "azukari.site.settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if new:
        _publish()


def _copied(root: Path, url: str) -> bool:
    """Whether there was an instance on this database to take a copy of."""
    ready = os.environ.get(READY)
    if not ready or os.environ.get("AZUKARI_BENCHMARK_DATABASE", "") != url:
        return False
    shutil.copytree(ready, root, dirs_exist_ok=True)
    return True


def _set(root: Path, *, url: str, base_url: str) -> None:
    settings = f'base_url = "{base_url}"\ndatabase = "{url}"\nfictional = true\n{NO_LIMITS}'
    (root / "azukari.toml").write_text(settings, "utf-8")


def _publish() -> None:
    from azukari.charter.publish import publish
    from azukari.policy.terms import Actor, ActorKind

    operator = Actor(ActorKind.SYSTEM, "operator")
    publish(STARTER.read_text("utf-8"), actor=operator, now=datetime.now(UTC))


def published(root: Path, *, url: str = "") -> Program:
    """Make and publish an instance at ``root`` by the real commands, to be served by the real server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
    made = Program(root, f"http://127.0.0.1:{free_port()}", environment | {"AZUKARI_DATABASE": url})
    if not _copied(root, url):
        made.azukari("init", str(root), "--fictional", "--base-url", made.url)
        made.azukari("policy", "publish")
    _set(root, url=url, base_url=made.url)
    return made
