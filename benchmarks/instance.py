"""A published instance in a temporary folder, for this process, and the databases that it may stand on."""

import argparse
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
posts_per_network = 0
mails_per_mailbox = 0
confirmations_per_address = 0
confirmations_per_form = 0
sign_ins_per_network = 0
"""


READY = "AZUKARI_BENCHMARK_INSTANCE"
"""The variable that names an instance, made and published, of which a copy is taken: tests save the making. On
PostgreSQL, AZUKARI_BENCHMARK_DATABASE names its database, which is used as it is.
"""


def reader(about: str | None) -> argparse.ArgumentParser:
    """What can be chosen on the command line of a benchmark, to begin with: the engine."""
    reader = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    return reader


@contextmanager
def standing(engine: str = "sqlite", *, at: Path | None = None) -> Iterator[tuple[Path, str]]:
    """An instance on an engine, with Django set up for it in this process.

    Args:
        at: where it stands, or is made to stay; else in a folder that is gone afterwards.

    Returns:
        its folder, beside which there is room, and the address of its database.
    """
    if at and engine != "sqlite":
        raise SystemExit("Only an instance on SQLite can be kept.")
    with folder() as temporary, database(engine) as url:
        root = at or temporary / "instance"
        make(root, url=url)
        yield root, url


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory(prefix="azukari-benchmark-", ignore_cleanup_errors=True) as path:
        yield Path(path)


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
    from azukari.core.policy_versions.publish import publish
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
