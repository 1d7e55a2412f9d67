"""`azukari settings check|show|reference`: is `azukari.toml` sound, what holds, and what does all of it mean?"""

import argparse
import re

from django.conf import settings

from azukari.cli.opening import needs_instance
from azukari.cli.settings_faults import SECRETS, faults
from azukari.lib.instance import PARTS, Instance
from azukari.lib.settings_reference import Setting, markdown, settings_of, written
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Subparsers

_PASSWORD = re.compile(r"(?<=://)([^:@/]*):[^@/]*(?=@)")


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("settings", help="check, show and explain the settings", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="look at everything that the settings name")
    check.add_argument("--no-network", action="store_true", help="without the database server and the mail server")
    show = acts.add_parser("show", help="what holds now; passwords are left out")
    show.add_argument("--json", action="store_true", help="for another program")
    acts.add_parser("reference", help="all settings with default, meaning and example")
    parser.set_defaults(run=run, offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:
    if args.act == "reference":
        say(markdown(Instance, PARTS).rstrip("\n"))
        return 0
    needs_instance(args.dir)
    instance: Instance = settings.AZUKARI
    if args.act == "show":
        return _show(instance, as_json=args.json)
    found = list(faults(instance, network=not args.no_network))
    for fault in found:
        say(fault)
    if not found:
        say(f"{instance.root / 'azukari.toml'} is sound.")
    return 1 if found else 0


def _show(instance: Instance, *, as_json: bool) -> int:
    held = {each.name: _held(instance, each) for each in settings_of(Instance, PARTS)}
    if as_json:
        say_json({name: value for name, value in held.items() if value is not None})
        return 0
    for name, value in held.items():
        if value is not None:
            say(f"{name} = {value}")
    return 0


def _held(instance: Instance, each: Setting) -> str | None:
    """What holds, as it would stand in the file; nothing of a table that is not there."""
    table, _, name = each.name.rpartition(".")
    of = getattr(instance, table) if table else instance
    if of is None or of == ():
        return None
    if name in SECRETS:
        return written("***" if getattr(of, name) else "")
    several = [getattr(one, name) for one in (of if isinstance(of, tuple) else (of,))]
    text = written(several[0] if not isinstance(of, tuple) else several)
    return _PASSWORD.sub(r"\1:***", text)
