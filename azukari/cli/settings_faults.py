"""Faults of the settings beyond the form of the file, as `azukari settings check` tells them: a sentence for each."""

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from smtplib import SMTPResponseException
from urllib.parse import urlsplit

from django.core.mail import mailers
from django.db import Error

from azukari.cli import migrations
from azukari.cli.settings_tls import tls_faults
from azukari.core.mail.smtp import EmailBackend
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.transfers.mail_gate import OWN
from azukari.lib.characters import MalformedError
from azukari.lib.email import email
from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback
from azukari.policy.finding import PolicyError
from azukari.policy.parse import parse, read_file

SECRETS = ("secret_key", "webhook_secret")
"""Settings of [payments] that nobody is shown."""

_DOMAINS_OF_EXAMPLES = ("example.org", "example.com", "example.net")


def faults(instance: Instance, *, network: bool) -> Iterator[str]:
    """What will not work, a sentence each, with what to do; what cannot even be read was refused before."""
    yield from tls_faults(instance, now=datetime.now(UTC))
    yield from _wrapping(instance)
    yield from _reach(instance)
    yield from _proxy(instance)
    yield from _sender(instance)
    yield from _payments(instance)
    if network:
        said = migrations.unreachable()
        if said:
            yield said
        yield from _mail_operator(instance, database=not said)
        yield from _mail_server()


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


def _proxy(instance: Instance) -> Iterator[str]:
    """Whether a connection can come from the proxy as it is named: the addresses are compared as text."""
    named = instance.trusted_proxy
    if not named:
        return
    try:
        written = str(ip_address(named))
    except ValueError:
        yield (
            f"trusted_proxy is {named}: it takes one IP address, such as 127.0.0.1, and no name, port or network."
            " Every request through the proxy is refused until then."
        )
        return
    if written != named:
        yield f"trusted_proxy is {named}: write it as connections show it, {written}."


def _sender(instance: Instance) -> Iterator[str]:
    """Whether mail can come from the address that it names."""
    try:
        sound = email(instance.sender) == instance.sender
    except MalformedError:
        sound = False
    if not sound:
        yield f"sender is {instance.sender}: it takes an address alone, such as office@example.org. Correct it."
    elif instance.smtp and not instance.is_made_up and instance.sender.rpartition("@")[2] in _DOMAINS_OF_EXAMPLES:
        yield f"sender is {instance.sender}, an address for examples. Write one of your own domain."


def _payments(instance: Instance) -> Iterator[str]:
    """Whether members can pay online as it is set."""
    known = instance.payments
    if known.recipient and known.provider != "demo":
        for name in SECRETS:
            if not getattr(known, name):
                yield f"{name} is missing under [payments], so nobody can pay online. Write it as file:... or env:..."


def _mail_operator(instance: Instance, *, database: bool) -> Iterator[str]:
    """Whether the one who operates the mail server is a recipient of the policy.

    Args:
        database: whether the policy that rules can be read; else the draft is asked.
    """
    named = instance.mail_operator
    known = _recipients(instance, database=database)
    if not named or named == OWN or known is None or named in known:
        return
    names = ", ".join((OWN, *sorted(known)))
    yield f"mail_operator names {named}, which is no recipient of the policy, so no mail leaves. It takes: {names}."


def _recipients(instance: Instance, *, database: bool) -> frozenset[str] | None:
    """Names of the recipients of the policy; None where no policy can be read."""
    try:
        policy = ruling_policy() if database else None
    except Error:  # no tables yet
        policy = None
    try:
        policy = policy or parse(read_file(instance.policy))
    except PolicyError:  # `policy check` says what is wrong
        return None
    return frozenset(policy.recipients)


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
