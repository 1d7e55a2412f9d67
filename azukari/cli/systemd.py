"""`azukari systemd FOLDER`: unit files for systemd, by which a machine runs this instance.

It writes azukari.service (the pages), azukari-worker.service (ledger, mail, retention) and, if it is told where backups
go, azukari-backup.service with a timer; with --drill-key a drill each month besides. Everything runs as a user of its
own that may write into the instance's folder and the backups' alone. It changes nothing outside FOLDER, and prints the
commands that put the units in their place.
"""

import argparse
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from azukari.cli.parser import whole_number
from azukari.lib.terminal import say
from azukari.lib.verb import Misuse, Refusal, Subparsers

_LOW_PORTS = 1024
_STAY = frozenset({"azukari.service", "azukari-worker.service"})
_CLONE = Path(__file__).resolve().parents[2] / "bin" / "azukari"


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("systemd", help="write unit files for systemd", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files are written")
    parser.add_argument("--user", default="azukari", metavar="NAME", help="who runs it (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="as of azukari serve (default: %(default)s)")
    parser.add_argument("--port", type=whole_number(1, 65535), default=8000, metavar="P", help="as of azukari serve")
    parser.add_argument("--backup", type=Path, metavar="FOLDER", help="where the daily backup goes")
    parser.add_argument("--to", metavar="KEY", help="the public age key to seal backups to, age1...")
    parser.add_argument("--drill-key", type=Path, metavar="FILE", help="the secret age key, if a drill is to try them")
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
    say(f"  cp {args.folder}/azukari* /etc/systemd/system/")
    say(f"  systemctl daemon-reload && systemctl enable --now {' '.join(started)}")
    return 0


def units(args: argparse.Namespace) -> Mapping[str, str]:
    """The files by name."""
    run_as = _Runner(args)
    made = {
        "azukari.service": run_as.service(
            "Azukari: the pages", f"serve --no-worker --host {args.host} --port {args.port}", port=args.port
        ),
        "azukari-worker.service": run_as.service("Azukari: the worker", "worker"),
    }
    if args.backup:
        where = shlex.quote(str(args.backup.resolve()))
        made["azukari-backup.service"] = run_as.once("Azukari: backup", f"backup {where} --to {args.to}")
        made["azukari-backup.timer"] = _timer("Azukari: backup each night", "*-*-* 02:30:00")
    if args.drill_key:
        made["azukari-drill.service"] = run_as.drill(args.backup.resolve(), args.drill_key.resolve())
        made["azukari-drill.timer"] = _timer("Azukari: a drill each month", "*-*-01 04:00:00")
    return made


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
        self._written = [self._root, *elsewhere, *([args.backup.resolve()] if args.backup else [])]

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

    def once(self, about: str, words: str) -> str:
        """One that a timer starts."""
        return self._timed(about, f"{self._command} {words}")

    def _timed(self, about: str, command: str) -> str:
        return f"""\
[Unit]
Description={about}

[Service]
Type=oneshot
ExecStart={command}
Nice=10
IOSchedulingClass=idle
CapabilityBoundingSet=
{self._walls()}"""

    def _walls(self) -> str:
        paths = " ".join(shlex.quote(str(path)) for path in self._written)
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
