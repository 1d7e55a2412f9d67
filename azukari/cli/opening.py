"""Finding an instance's folder and setting up Django for it: the only place where that happens for the command line."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

from azukari.lib.frozen_heap import frozen_heap
from azukari.lib.instance import create, is_instance
from azukari.lib.verb import Instance, Refusal

SETTINGS = "azukari.site.settings"


def folder(words: Sequence[str]) -> Path:
    """The instance's folder: ``--dir D``, else the variable AZUKARI_INSTANCE, else ``./instance``."""
    named = ""
    for at, word in enumerate(words):
        if word == "--dir" and at + 1 < len(words):
            named = words[at + 1]
        elif word.startswith("--dir="):
            named = word.removeprefix("--dir=")
    return Path(named or os.environ.get("AZUKARI_INSTANCE") or "instance").resolve()


@contextmanager
def opened(root: Path, needs: Instance) -> Iterator[None]:
    """Set up Django for the instance at ``root``; where there is none, for an empty one that stands in, so that words
    can be understood and help be given.

    Args:
        needs: what the verb needs; with `Instance.NONE` nothing is set up.

    Raises:
        InstanceError: the instance cannot be used.
    """
    if needs is Instance.NONE:
        yield
        return
    if is_instance(root):
        set_up(root)
        yield
        return
    with tempfile.TemporaryDirectory() as stand_in:
        create(Path(stand_in))
        set_up(Path(stand_in))
        yield


def needs_instance(root: Path) -> None:
    """
    Raises:
        Refusal: there is no instance at ``root``.
    """
    if not is_instance(root):
        raise Refusal(f"There is no instance at {root}. Make one with: azukari init {root}")


def set_up(root: Path) -> None:
    """Point Django at the instance.

    Raises:
        InstanceError: its settings or keys cannot be read.
    """
    os.environ["AZUKARI_INSTANCE"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with frozen_heap():
        django.setup()
