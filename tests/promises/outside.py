"""A running instance in the hands of somebody outside of the program: its database, folder, settings, files, clock.

A `Way` breaks one promise. Ways of one round are done together to a copy of the demonstration; then its worker looks.
"""

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg

from azukari.lib.control import ControlState
from tests.certificates import self_signed
from tests.live import Program
from tests.postgres import free_port


class Round(StrEnum):
    """What is done together, before the controls look once."""

    ROWS = "rows"
    MORE_ROWS = "more rows"
    LAST_ROWS = "last rows"
    CONTRACTS = "contracts"
    POLICY = "policy"
    SETTINGS = "settings"
    CERTIFICATE = "certificate"
    PROGRAM = "program"
    LATER = "clock"


AHEAD = "+400d"
"""How far the wall clock stands ahead in the round of the clock."""


@dataclass
class Outside:
    """
    Args:
        program: the instance.
        code: the folder of the program that runs it.
    """

    program: Program
    code: Path
    beside: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _open: Any = field(default=None, repr=False)

    @contextmanager
    def database(self) -> Iterator[None]:
        """A connection of its own, for which no trigger and no foreign key counts; all of it or nothing."""
        url = self.program.environment.get("AZUKARI_DATABASE")
        if url:
            with psycopg.connect(url) as server:
                server.execute("SET session_replication_role = replica")
                self._open = server
                yield
        else:
            [file] = (self.program.root / "data").glob("*.sqlite3")
            lite = sqlite3.connect(file, timeout=30)
            with lite:
                triggers = lite.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for name, _made in triggers:
                    lite.execute(f'DROP TRIGGER "{name}"')
                self._open = lite
                yield
                for _name, made in triggers:
                    lite.execute(made)
            lite.close()
        self._open = None

    @property
    def is_sqlite(self) -> bool:
        return isinstance(self._open, sqlite3.Connection)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement; ``?`` stands for each value."""
        asked = statement if self.is_sqlite else statement.replace("?", "%s")
        done = self._open.execute(asked, values)
        return list(done.fetchall()) if done.description else []

    def copied(self, table: str, where: str, **changed: object) -> None:
        """Put in a row like another one, but for some columns."""
        if not self.is_sqlite:
            row = "jsonb_populate_record(old, %s::jsonb)"
            words = f"INSERT INTO {table} SELECT ({row}).* FROM {table} AS old WHERE {where} LIMIT 1"
            self._open.execute(words, [json.dumps(changed)])
            return
        names = [name for _n, name, *_more in self._open.execute(f"PRAGMA table_info({table})")]
        said = ", ".join("?" if name in changed else f'"{name}"' for name in names)
        put = f"INSERT INTO {table} SELECT {said} FROM {table} WHERE {where} LIMIT 1"
        self._open.execute(put, [changed[name] for name in names if name in changed])

    def without(self, table: str, constraint: str, *, hollow: bool = False) -> None:
        """Take a condition out of a table, or leave its name alone with a condition that is always true."""
        if not self.is_sqlite:
            self._open.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
            if hollow:
                self._open.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" CHECK (true)')
            return
        [(made,)] = self._open.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table])
        instead = f'CONSTRAINT "{constraint}" CHECK (1)' if hollow else "CHECK (1)"
        changed = re.sub(rf'CONSTRAINT "{constraint}" CHECK \(.*?\)(?=, CONSTRAINT|\)$)', instead, made)
        assert changed != made
        self._open.execute("PRAGMA writable_schema = ON")
        self._open.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", [changed, table])
        self._open.execute("PRAGMA writable_schema = RESET")

    def document(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the policy that rules, where it lies."""
        [(text,)] = self.sql("SELECT document FROM charter_charter WHERE number = 1")
        said = json.loads(text)
        change(said)
        self.sql("UPDATE charter_charter SET document = ? WHERE number = 1", json.dumps(said, ensure_ascii=False))

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a file of the program, as somebody does who works on its machine."""
        path = self.code / file
        text = path.read_text("utf-8")
        assert old in text, file
        path.write_text(text.replace(old, new), "utf-8")

    def settle(self, line: str) -> None:
        """Put a line at the head of ``azukari.toml``."""
        file = self.program.root / "azukari.toml"
        file.write_text(f"{line}\n{file.read_text('utf-8')}", "utf-8")

    def shows_a_certificate(self) -> None:
        """Let the public address be one behind which somebody shows a certificate that is out of date."""
        folder = self.program.root.with_name("shown")
        folder.mkdir()
        certificate, key = self_signed(folder, lasts=-timedelta(days=1))
        words = ["-accept", str(port := free_port()), "-cert", str(certificate), "-key", str(key), "-quiet"]
        self.beside.append(subprocess.Popen(["openssl", "s_server", *words], stdin=subprocess.DEVNULL))
        self.program.set(f'base_url = "{self.program.url}"', f'base_url = "https://0.0.0.0:{port}"')

    def found(self) -> list[tuple[str, str]]:
        """What the controls have found and still find: each one's name and what it said."""
        with self.database():
            found = self.sql("SELECT control, said FROM assurance_finding WHERE closed_at IS NULL")
            return [*found, *self.sql("SELECT control, doubts FROM assurance_observation WHERE doubts <> ''")]


@dataclass(frozen=True, slots=True)
class Way:
    """
    Args:
        words: what somebody does.
        control: which control notices.
        says: of what it says, a piece (a regular expression).
        do: does it; nothing where the round itself is what is done (the clock).
        state: what the promise is then.
        is_later: whether it is done once the worker runs; it would not begin otherwise.
    """

    words: str
    round: Round
    control: str
    says: str
    do: Callable[[Outside], object] = lambda _outside: None
    state: ControlState = ControlState.BROKEN
    is_later: bool = False

    @property
    def by(self) -> str:
        """By what it is done."""
        return _BY[self.round]


_BY: Mapping[Round, str] = {
    Round.ROWS: "SQL",
    Round.MORE_ROWS: "SQL",
    Round.LAST_ROWS: "SQL",
    Round.CONTRACTS: "SQL",
    Round.POLICY: "SQL",
    Round.SETTINGS: "settings",
    Round.CERTIFICATE: "settings",
    Round.PROGRAM: "a changed program",
    Round.LATER: "clock",
}


def sql(statement: str, *values: object) -> Callable[[Outside], object]:
    """Does one statement."""
    return lambda outside: outside.sql(statement, *values)


def faked(program: Program, ahead: str) -> dict[str, str]:
    """Variables of processes whose wall clock stands ahead; what the machine counts goes on as it is."""
    named = subprocess.run(
        ["faketime", "-m", "-f", ahead, "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    fake = {"LD_PRELOAD": named.stdout.strip(), "FAKETIME": ahead, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return {**program.environment, **fake}
