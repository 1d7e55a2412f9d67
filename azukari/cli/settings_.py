"""`azukari settings check|show|reference`: is `azukari.toml` sound, what holds, and what does all of it mean?"""

import argparse
import re
from collections.abc import Iterator
from smtplib import SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import mailers
from django.db import Error, connection

from azukari.cli.opening import needs_instance
from azukari.core.mail.smtp import EmailBackend
from azukari.lib.instance import PARTS, Instance, InstanceError
from azukari.lib.network import is_loopback
from azukari.lib.settings_reference import Setting, markdown, settings_of, written
from azukari.lib.terminal import say, say_json
from azukari.lib.verb import Subparsers

_SECRET = ("secret_key", "webhook_secret")
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
    if name in _SECRET:
        return written("***" if getattr(of, name) else "")
    several = [getattr(one, name) for one in (of if isinstance(of, tuple) else (of,))]
    text = written(several[0] if not isinstance(of, tuple) else several)
    return _PASSWORD.sub(r"\1:***", text)


def faults(instance: Instance, *, network: bool) -> Iterator[str]:
    """What will not work, a sentence each, with what to do; what cannot even be read was refused before."""
    yield from _files(instance)
    yield from _wrapping(instance)
    yield from _reach(instance)
    yield from _payments(instance)
    if network:
        yield from _database(instance)
        yield from _mail_server()


def _files(instance: Instance) -> Iterator[str]:
    if instance.tls:
        for path in (instance.tls.certificate, instance.tls.key):
            try:
                path.read_bytes()
            except OSError as error:
                yield f"{path}, named under [tls], cannot be read: {error.strerror}."


def _wrapping(instance: Instance) -> Iterator[str]:
    if instance.wrap_command and not instance.unwrap_command:
        yield "wrap_command is set and unwrap_command is not: a key that is wrapped would not open. Name both."
    for version in instance.master_versions():
        try:
            instance.key("master", version)
        except InstanceError as error:
            yield str(error)


def _reach(instance: Instance) -> Iterator[str]:
    """Whether people can come by TLS."""
    public = urlsplit(instance.base_url)
    if public.scheme == "https" and not (instance.tls or instance.trusted_proxy):
        yield "base_url is https, but neither [tls] nor trusted_proxy says who speaks it. Name one of them."
    if public.scheme == "http" and not is_loopback(public.hostname or ""):
        yield "base_url is http: beyond this machine nobody is served without TLS. Write https://..."
    if not instance.smtp and not instance.is_made_up:
        yield "smtp is empty: mail is written into outbox/ and reaches nobody. Name a mail server."
    if instance.smtp and not instance.mail_operator and not is_loopback(urlsplit(instance.smtp).hostname or ""):
        yield "mail_operator is empty, so no mail leaves. Say who operates the mail server, or own."


def _payments(instance: Instance) -> Iterator[str]:
    """Whether members can pay online as it is set."""
    known = instance.payments
    if known.recipient and known.provider != "demo":
        for name in _SECRET:
            if not getattr(known, name):
                yield f"{name} is missing under [payments], so nobody can pay online. Write it as file:... or env:..."


def _database(instance: Instance) -> Iterator[str]:
    try:
        connection.ensure_connection()
    except Error:
        where = "The SQLite file in data/" if not instance.database else "The server that database names"
        yield f"{where} cannot be opened. See that it is there, and that name, user and password are right."


def _mail_server() -> Iterator[str]:
    """Whether it lets us in, as for mail; nothing is sent."""
    server = mailers.default
    if not isinstance(server, EmailBackend):
        return
    try:
        server.open()
    except OSError as error:
        does = "does not let us in" if isinstance(error, SMTPResponseException) else "does not answer"
        yield f"The mail server {server.host}:{server.port} {does} ({type(error).__name__}). Check smtp."
    finally:
        server.close()
