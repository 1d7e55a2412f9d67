"""Build hooks of the wheel: compile the messages, and take the requirements from `requirements.in`."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same for every build, since the same sources make the same bytes."""


class Requirements(MetadataHookInterface):
    """``dependencies`` are the lines of ``requirements.in``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by hatchling for each build."""
        lines = (Path(self.root) / "requirements.in").read_text("utf-8").splitlines()
        known = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in known if line]


class Messages(BuildHookInterface[Any]):
    """Every catalogue of messages is compiled first; one that is as it should be is left alone, since somebody may be
    reading it.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Called by hatchling before a build."""
        for source in Path(self.root, "azukari").glob("**/locale/*/LC_MESSAGES/*.po"):
            compiled = io.BytesIO()
            with source.open("rb") as words:
                catalogue = read_po(words)
            catalogue.creation_date = MADE  # else that of the build, to the minute
            write_mo(compiled, catalogue)
            target = source.with_suffix(".mo")
            if not target.exists() or target.read_bytes() != compiled.getvalue():
                part = source.with_suffix(f".{os.getpid()}.part")
                part.write_bytes(compiled.getvalue())
                part.replace(target)
        build_data["artifacts"].append("azukari/**/*.mo")
