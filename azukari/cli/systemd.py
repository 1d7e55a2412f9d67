"""`azukari systemd FOLDER`: unit files for systemd, by which a machine runs this instance.

It writes azukari.service (the pages), azukari-worker.service (ledger, mail, retention) and, if it is told where backups
go, azukari-backup.service with a timer; with --drill-key a drill each month besides, with --removals a copy of the
journal of removals each hour. Everything runs as a user of its own that may write into the instance's folder alone, and
what makes a copy into the copy's. It changes nothing outside FOLDER, and prints the commands that put the units in
their place.

Where Azukari speaks TLS itself, the pages listen on all addresses at the port of base_url; else on this machine alone,
for the proxy in front.
"""

import argparse
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from azukari.cli.parser import whole_number
from azukari.lib.instance import Instance
from azukari.lib.terminal import say
from azukari.lib.verb import Misuse, Refusal, Subparsers

_LOW_PORTS = 1024
_STAY = frozenset({"azukari.service", "azukari-worker.service"})
_CLONE = Path(__file__).resolve().parents[2] / "bin" / "azukari"


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("systemd", help="write unit files for systemd", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files are written")
    parser.add_argument("--user", default="azukari", metavar="NAME", help="who runs it (default: %(default)s)")
    parser.add_argument("--host", metavar="H", help="as of azukari serve (default: all with [tls], else 127.0.0.1)")
    parser.add_argument("--port", type=whole_number(1, 65535), metavar="P", help="as of azukari serve")
    parser.add_argument("--backup", type=Path, metavar="FOLDER", help="where the daily backup goes")
    parser.add_argument("--to", metavar="KEY", help="the public age key to seal backups to, age1...")
    parser.add_argument("--drill-key", type=Path, metavar="FILE", help="the secret age key, if a drill is to try them")
    parser.add_argument("--removals", type=Path, metavar="FOLDER", help="where the journal of removals is copied")
    parser.set_defaults(run=run, offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:
    if bool(args.backup) != bool(args.to):
        raise Misuse("--backup and --to belong together: where backups go, and the key they are sealed to.")
    if args.drill_key and not args.backup:
        raise Misuse("--drill-key needs --backup and --to, since a drill tries backups.")
    made = units(args)
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (args.folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(f"{args.folder} cannot be written: {error.strerror}.") from error
    started = [name for name in made if name in _STAY or name.endswith(".timer")]
    say(f"Written: {', '.join(made)}. Now, as root:")
    say(f"  useradd --system --home-dir {settings.AZUKARI.root} --shell /usr/sbin/nologin {args.user}")
    say(f"  chown -R {args.user}: {settings.AZUKARI.root}")
    for folder in filter(None, (args.backup, args.removals)):
        say(f"  install -d -o {args.user} -m 0700 {shlex.quote(str(folder.resolve()))}")
    say(f"  cp {args.folder}/azukari* /etc/systemd/system/")
    say(f"  systemctl daemon-reload && systemctl enable --now {' '.join(started)}")
    if settings.AZUKARI.tls:
        say(f"The user {args.user} must be able to read {settings.AZUKARI.tls.key}, also after each renewal.")
    return 0


def units(args: argparse.Namespace) -> Mapping[str, str]:
    """The files by name."""
    run_as = _Runner(args)
    host, port = _listens(settings.AZUKARI)
    host, port = args.host or host, args.port or port
    made = {
        "azukari.service": run_as.service(
            "Azukari: the pages", f"serve --no-worker --host {host} --port {port}", port=port
        ),
        "azukari-worker.service": run_as.service("Azukari: the worker", "worker"),
    }
    if args.backup:
        where = args.backup.resolve()
        made["azukari-backup.service"] = run_as.once(
            "Azukari: backup", f"backup {shlex.quote(str(where))} --to {args.to}", into=where
        )
        made["azukari-backup.timer"] = _timer("Azukari: backup each night", "*-*-* 02:30:00")
    if args.drill_key:
        made["azukari-drill.service"] = run_as.drill(args.backup.resolve(), args.drill_key.resolve())
        made["azukari-drill.timer"] = _timer("Azukari: a drill each month", "*-*-01 04:00:00")
    if args.removals:
        where = args.removals.resolve()
        made["azukari-removals.service"] = run_as.once(
            "Azukari: copy of the journal of removals", f"removals copy {shlex.quote(str(where))}", into=where
        )
        made["azukari-removals.timer"] = _timer("Azukari: copy of the journal of removals each hour", "hourly")
    return made


def _listens(instance: Instance) -> tuple[str, int]:
    """Where the pages listen unless somebody says so: where people come if we speak TLS, else where the proxy does."""
    if instance.tls is None:
        return "127.0.0.1", 8000
    return "0.0.0.0", urlsplit(instance.base_url).port or 443  # noqa: S104 - by TLS, as it is meant


class _Runner:
    """What all services have in common.

    Args:
        args: as the verb was called.
    """

    def __init__(self, args: Any) -> None:
        own = _CLONE if _CLONE.exists() else Path(sys.argv[0]).resolve()
        self._root: Path = settings.AZUKARI.root
        self._command = f"{own} --dir {shlex.quote(str(self._root))}"
        self._user: str = args.user
        keys: Path = settings.AZUKARI.keys.resolve()
        elsewhere = [] if keys.is_relative_to(self._root.resolve()) else [keys]
        self._written = [self._root, *elsewhere]

    def service(self, about: str, words: str, *, port: int = _LOW_PORTS) -> str:
        """One that stays, and comes back whatever ends it."""
        low = "CAP_NET_BIND_SERVICE" if port < _LOW_PORTS else ""
        return f"""\
[Unit]
Description={about}
After=network-online.target postgresql.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart={self._command} {words}
Restart=always
RestartSec=2
TimeoutStopSec=45
AmbientCapabilities={low}
CapabilityBoundingSet={low}
{self._walls()}
[Install]
WantedBy=multi-user.target
"""

    def drill(self, backups: Path, key: Path) -> str:
        """A restore of the newest bundles, thrown away in the end."""
        newest = "$(ls -t {}/{} | head -n 1)"
        data, keys = (newest.format(shlex.quote(str(backups)), kind) for kind in ("data-*.age", "keys-*.age"))
        words = f'{self._command} restore --drill --data "{data}" --keys "{keys}" --identity {shlex.quote(str(key))}'
        return self._timed("Azukari: a drill with the newest backup", f"/bin/sh -c {_quoted(words)}")

    def once(self, about: str, words: str, *, into: Path) -> str:
        """One that a timer starts, and that writes into a folder besides, made where it is not there yet."""
        return self._timed(about, f"{self._command} {words}", into)

    def _timed(self, about: str, command: str, into: Path | None = None) -> str:
        where = shlex.quote(str(into)).replace("%", "%%")
        makes = f"ExecStartPre=+/usr/bin/install -d -o {self._user} -m 0700 {where}\n" if into else ""
        needs = f"RequiresMountsFor={where}\n" if into else ""
        return f"""\
[Unit]
Description={about}
{needs}
[Service]
Type=oneshot
{makes}ExecStart={command}
Nice=10
IOSchedulingClass=idle
CapabilityBoundingSet=
{self._walls(into)}"""

    def _walls(self, into: Path | None = None) -> str:
        paths = " ".join(shlex.quote(str(path)) for path in (*self._written, *([into] if into else [])))
        return f"""\
User={self._user}
UMask=0077
LimitCORE=0
ReadWritePaths={paths}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
"""


def _quoted(words: str) -> str:
    """One argument after systemd's own rules: ``$`` is doubled, or systemd would take it for a variable of its own."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$").replace("%", "%%") + '"'


def _timer(about: str, when: str) -> str:
    return f"""\
[Unit]
Description={about}

[Timer]
OnCalendar={when}
RandomizedDelaySec=15min
Persistent=yes

[Install]
WantedBy=timers.target
"""
