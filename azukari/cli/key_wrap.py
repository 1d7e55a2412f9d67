"""`azukari keys wrap`: master keys wrapped by the command of the settings, so that disk and backups alone open nothing.

`wrap_command` and `unwrap_command` have to be in the settings; each key is tried, that it opens again, before its file
is replaced. `keys unwrap` is the way back. Both may be run while the instance serves, and more than once.
"""

import argparse

from django.conf import settings

from azukari.lib import wrapped_key
from azukari.lib.instance import Instance, key_text, replace_beside_keys
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    """Register the acts beside the others of `azukari keys`."""
    wrap = subparsers.add_parser("wrap", help="have the master keys wrapped by wrap_command", description=__doc__)
    wrap.set_defaults(run=run, wraps=True)
    unwrap = subparsers.add_parser("unwrap", help="write them as they are again", description=__doc__)
    unwrap.set_defaults(run=run, wraps=False)


def run(args: argparse.Namespace) -> int:
    instance: Instance = settings.AZUKARI
    if args.wraps and not (instance.wrap_command and instance.unwrap_command):
        raise Refusal("Name wrap_command and unwrap_command in azukari.toml first.")
    done = [version for version in instance.master_versions() if _turn(instance, version, wraps=args.wraps)]
    for version in done:
        say(f"master-{version} is {'wrapped' if args.wraps else 'in its file as it is'} now.")
    if not done:
        say("Nothing was to be done.")
    elif args.wraps:
        say("Older copies of the keys are not wrapped: end them, or run azukari keys rotate. Then make a backup.")
    return 0


def _turn(instance: Instance, version: int, *, wraps: bool) -> bool:
    path = instance.key_file("master", version)
    if wrapped_key.is_wrapped(path.read_text("ascii")) is wraps:
        return False
    raw = instance.key("master", version)
    replace_beside_keys(path, instance.wrapped(raw) if wraps else key_text(raw))
    return True
