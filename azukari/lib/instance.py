"""One instance: a folder that holds settings, keys and data.

    D/azukari.toml      settings, readable by a person
    D/policy.yaml       the draft of the policy
    D/keys/             secret (signs links), master-1 and epoch-1 (wrap each person's key), index-1 (makes tokens and
    codes by which values are found), ledger (Ed25519), receipts-1 (Ed25519), suppression-1 (hashes addresses that are
    never written to again), backup (names blocks of rows, opens lists of them, no row; the first backup makes it);
    mode 0600. A rotation makes secret-2, master-2, ledger-2 and so on. In D/keys/signed lies the last signed head of
    the ledger
    D/data/             the SQLite database, unless `database` names a PostgreSQL
    D/outbox/           mail as files, while no mail server is named
    D/removals/         the journal that a restore repeats: references, no personal data

Keys lie apart from data, so that they can be backed up apart, with a shorter life. D/keys may be a symbolic link to a
folder elsewhere (`azukari keys move`), and the master keys in it may be wrapped by a command of the operator's
(`azukari keys wrap`).
"""

import base64
import os
import re
import secrets
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azukari.lib import private_file, settings_file, settings_reference, wrapped_key
from azukari.lib.network import is_loopback, is_network, is_secure
from azukari.lib.sentence import Sentence

KEY_BYTES = 32
LANGUAGES = ("ja", "en")
_is_limit_of_domain = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]+ [1-9][0-9]{0,8}").fullmatch
is_selector = re.compile(r"[a-z0-9]{1,30}").fullmatch
_is_warm_up = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]) [1-9][0-9]{0,6}").fullmatch
_is_return_path = re.compile(r"[a-z0-9._-]{1,15}@[a-z0-9.-]+\.[a-z0-9-]+").fullmatch
_BEATS = frozenset(minutes for minutes in range(1, 61) if 60 % minutes == 0)
KEY_NAMES = ("secret", "master-1", "index-1", "ledger", "receipts-1")
_UNNUMBERED = ("secret", "ledger")
"""Keys whose first version has no number in its file's name."""

_NOT_OPENED = Sentence("The key %(path)s cannot be opened. %(error)s")
_NOT_READ = Sentence("The key %(path)s cannot be read. Restore it from the key backup.")
_NOT_PRIVATE = Sentence("The key %(path)s can be read by other users. Run: chmod 600 %(path)s")
_KEY_DAMAGED = Sentence("The key %(path)s is damaged. Restore it from the key backup.")


class InstanceError(Exception):
    """The instance cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS spoken by the program itself, a ``[tls]`` in the file.

    Args:
        certificate: the file with the chain of certificates, PEM; a path from the instance's folder.
        key: the file with its private key, PEM.
    """

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Witness:
    """Another organisation that states what it has seen of our ledger.

    Args:
        key: its public key, one word, as `azukari ledger witness` prints it.
        url: where it answers, if it is to be asked; ``""`` for one that polls.
    """

    key: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is let through. Zero switches a limit off.

    Args:
        posts_per_network: whatever is sent to public pages, per client network and hour, taken or refused. A page that
            carries a solved challenge is counted by that instead.
        submissions_per_network: submissions without a solved challenge, per client network and hour, taken or refused.
        confirmations_per_address: confirmation mails to one address within 24 hours.
        mails_per_mailbox: mails within an hour to one mailbox that anybody asked for by typing its address, by forms,
            sign-in, agents, imports and passwords together, however the address is spelled.
        confirmations_per_form: confirmation mails that one form may cause within an hour; what comes in beyond is kept
            apart until somebody here has looked at it.
        drafts_per_network: forms saved to be gone on with, per client network and hour.
        sign_ins_per_network: requests for a sign-in link, per client network and hour.
        requests_per_token: requests to the HTTP API with one token, per minute.
        unknown_tokens_per_network: requests with a token that is none, per client network and hour.
    """

    posts_per_network: int = 3000
    submissions_per_network: int = 60
    confirmations_per_address: int = 3
    mails_per_mailbox: int = 12
    confirmations_per_form: int = 2000
    drafts_per_network: int = 60
    sign_ins_per_network: int = 20
    requests_per_token: int = 300
    unknown_tokens_per_network: int = 60


@dataclass(frozen=True, slots=True)
class Sending:
    """How fast mailings go, a ``[sending]`` in the file.

    Args:
        per_minute: messages that the mail server is handed within any minute; zero for as many as it takes.
        per_domain: the same for single domains, each as ``"docomo.ne.jp 100"``.
        warm_up: the day from which a new sender writes, and how many messages on that day, as ``"2026-12-01 500"``; on
            each day that follows twice as many. Empty: the sender is known already.
    """

    per_minute: int = 0
    per_domain: tuple[str, ...] = ()
    warm_up: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """How mail comes back, an ``[incoming]`` in the file.

    Args:
        return_path: the address that bounces come to, as ``bounces@example.org``; each message has its own, with a word
            behind a plus (``bounces+...@example.org``). Empty: bounces go to the sender, and are not read.
        lmtp: where a mail server on this machine hands mail over by LMTP, ``127.0.0.1:8024``; empty for nowhere.
        mailbox: a mailbox that is asked for mail, ``imaps://user:password@host``; empty for none.
    """

    return_path: str = ""
    lmtp: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """What the program writes about itself to its standard error, a ``[log]`` in the file. Never anybody's data.

    Args:
        format: ``text``, or ``json`` for an object a line.
        requests: whether each request has a line: method, route, status, milliseconds, reference; no address of a page
            or of a machine.
    """

    format: str = "text"
    requests: bool = True


@dataclass(frozen=True, slots=True)
class Oidc:
    """Signing in by the organisation's own OpenID Connect.

    Args:
        issuer: its address; ``/.well-known/openid-configuration`` lies below it.
        client_id: what the issuer calls this instance.
        secret: the file with the client's secret, mode 0600.
        name: what the button calls it.
        issuer_second_factor: whether the issuer takes the second step; then the token has to say so by ``acr`` or
            ``amr``, or ours is asked for as well.
        acr: authentication contexts that mean two factors.
        amr: authentication methods that mean two factors (RFC 8176).
    """

    issuer: str
    client_id: str
    secret: Path
    name: str = "OpenID Connect"
    issuer_second_factor: bool = False
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ("mfa",)

    def read_secret(self) -> str:
        """The client's secret.

        Raises:
            InstanceError: the file is missing, empty, or readable by others.
        """
        try:
            mode, words = self.secret.stat().st_mode, self.secret.read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise InstanceError(f"The secret {self.secret} of [oidc] cannot be read.") from error
        if mode & 0o077:
            raise InstanceError(f"The secret {self.secret} can be read by other users. Run: chmod 600 {self.secret}")
        if not words:
            raise InstanceError(f"The secret {self.secret} of [oidc] is empty.")
        return words


@dataclass(frozen=True, slots=True)
class Payments:
    """Paying online through a payment provider, who is a contractor of the policy.

    Args:
        recipient: the provider's name among the policy's recipients; ``""`` for no payments online.
        provider: how it is spoken to: ``stripe``; in a demonstration ``demo``, by which nothing is charged.
        secret_key: its secret key; keep it elsewhere, as ``file:stripe-key`` or ``env:STRIPE_KEY``.
        webhook_secret: what it signs its messages to us with, likewise.
        url: where its API answers, if that is elsewhere than the provider says.
    """

    recipient: str = ""
    provider: str = "stripe"
    secret_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """Settings of an instance, as read from ``azukari.toml``; every one has a safe default.

    Args:
        root: the folder.
        base_url: where people reach the instance, without a slash at the end; mailed links begin with it.
        language: the language where nothing else names one, ``ja`` or ``en``.
        database: ``""`` for SQLite in the folder, else ``postgresql://user:password@host:port/name``; several servers
            of one cluster as ``host1:5432,host2:5432``, of which the one that takes writes is used.
        smtp: ``""`` writes mail to ``outbox/``, else ``smtp+starttls://user:password@host:587`` or ``smtps://...``.
        mail_operator: who operates the server that ``smtp`` names, unless that is this machine: ``own``, or the name of
            a recipient that is a mail provider. Where nobody says, no mail leaves.
        sender: the address that mail comes from.
        tls: certificate and key files, if the program itself speaks TLS.
        trusted_proxy: the address of a proxy in front that speaks TLS, or ``""``.
        demo: whether the instance is a demonstration with fictional people.
        fictional: whether its organisation may be the made-up one of the example; for trying things out and tests.
        statistics_to: the organisation's own address to which last week's totals of page statistics are sent
            on Mondays; ``""`` for nowhere.
        sending: how fast mailings go, a ``[sending]`` in the file.
        incoming: how mail comes back, an ``[incoming]`` in the file.
        dkim_selector: the name under which our own DKIM key is published; empty where the mail server signs, or nobody.
        log: what the program writes about itself, a ``[log]`` in the file.
        metrics: who may read ``/metrics``: ``loopback``, programs on this machine, or ``open``, everybody.
        oidc: the issuer by which staff may sign in, an ``[oidc]`` in the file; none unless named.
        ledger_minutes: how often strangers are shown how far the ledger has come; a divisor of 60. Zero shows all at
            once, which tells when somebody did something, and is for made-up people alone.
        frozen_after: seconds for which the loop of a process may stand before it is ended and started again; zero lets
            it stand.
        wrap_command: a program and its arguments that wraps a master key: it gets the key on its standard input, and
            prints it wrapped; for a KMS, a smart card or a TPM. Empty: master keys lie in their files as they are.
        unwrap_command: the program that turns it back, likewise; run once by each process of ours that opens data.
        witnesses: who may cosign the ledger's checkpoints; each a ``[[witnesses]]`` in the file.
        payments: how dues are paid online, a ``[payments]`` in the file.
        webhook_networks: networks of the organisation's own to which webhooks may post besides public addresses, such
            as ``"10.1.0.0/16"``. Without them a webhook to a private, link-local or loopback address is refused.
    """

    root: Path
    base_url: str = "http://127.0.0.1:8000"
    language: str = "ja"
    database: str = ""
    smtp: str = ""
    mail_operator: str = ""
    sender: str = "office@example.org"
    tls: Tls | None = None
    trusted_proxy: str = ""
    demo: bool = False
    fictional: bool = False
    ledger_minutes: int = 5
    metrics: str = "loopback"
    statistics_to: str = ""
    frozen_after: int = 10
    limits: Limits = field(default_factory=Limits)
    log: Log = field(default_factory=Log)
    sending: Sending = field(default_factory=Sending)
    incoming: Incoming = field(default_factory=Incoming)
    dkim_selector: str = ""
    wrap_command: tuple[str, ...] = ()
    unwrap_command: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    oidc: Oidc | None = None
    payments: Payments = field(default_factory=Payments)
    webhook_networks: tuple[str, ...] = ()

    @property
    def is_made_up(self) -> bool:
        """Whether it says of itself that nobody real is registered here."""
        return self.demo or self.fictional

    @property
    def host(self) -> str:
        """The name that people reach the instance by; what stands after @ in a Message-ID of ours."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def sqlite(self) -> Path:
        return self.root / "data" / "azukari.sqlite3"

    @property
    def policy(self) -> Path:
        return self.root / "policy.yaml"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    def key(self, name: str, version: int = 0) -> bytes:
        """The 32 bytes of the key called ``name``.

        Args:
            version: which one of several; the name alone says it, if that is 0.

        Raises:
            InstanceError: the file is missing, damaged, readable by others, or wrapped and does not open.
        """
        path = self.key_file(name, version) if version else self.keys / name
        return read_key(path, unwrap_command=self.unwrap_command)

    def make_master(self, version: int) -> None:
        """Write a new master key, wrapped if the settings say how; it must not exist yet.

        Raises:
            InstanceError: it was not wrapped, or would not open again.
        """
        raw = secrets.token_bytes(KEY_BYTES)
        put_beside_keys(self.key_file("master", version), self.wrapped(raw) if self.wrap_command else key_text(raw))

    def wrapped(self, raw: bytes) -> str:
        """The words of a key file for a master key; tried, that it opens again.

        Raises:
            InstanceError: it was not wrapped, or would not open again.
        """
        try:
            text = wrapped_key.wrap(raw, self.wrap_command)
            opened = wrapped_key.unwrap(text, self.unwrap_command)
        except wrapped_key.WrappingError as error:
            raise InstanceError(f"The master key was not wrapped. {error}") from error
        if opened != raw:
            raise InstanceError("The master key was not wrapped: unwrap_command prints something else than it was.")
        return text

    def master_versions(self) -> tuple[int, ...]:
        """Versions of the master key that are on disk, ascending; the last one wraps new keys."""
        return self.versions("master")

    def versions(self, name: str) -> tuple[int, ...]:
        """Versions of the key called ``name`` that are on disk, ascending; the last one is used for what is new."""
        found = {int(p.name.removeprefix(f"{name}-")) for p in self.keys.glob(f"{name}-[0-9]*")}
        first = {1} if name in _UNNUMBERED and (self.keys / name).exists() else set()
        return tuple(sorted(found | first))

    def key_file(self, name: str, version: int) -> Path:
        """Where that version of the key called ``name`` lies, if it is there."""
        return self.keys / (name if version == 1 and name in _UNNUMBERED else f"{name}-{version}")

    def newest_key(self, name: str) -> bytes:
        """The 32 bytes of the newest version of the key called ``name``.

        Raises:
            InstanceError: there is none, or its file is damaged, or readable by others.
        """
        return self.key(name, max(self.versions(name), default=1))

    def suppression_version(self) -> int:
        """The version of the key under which suppressed addresses are hashed from now on. The first use makes it."""
        found = self.versions("suppression")
        if not found:
            with suppress(FileExistsError):  # another process was faster
                write_key(self.keys / "suppression-1")
        return found[-1] if found else 1


def read_key(path: Path, *, unwrap_command: Sequence[str] = ()) -> bytes:
    """The 32 bytes of a key file.

    Args:
        unwrap_command: what opens it, if it is wrapped.

    Raises:
        InstanceError: the file is missing, damaged, readable by others, or wrapped and does not open.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
        wrapped = wrapped_key.is_wrapped(text)
        raw = wrapped_key.unwrap(text, unwrap_command) if wrapped else base64.b64decode(text.strip(), validate=True)
    except wrapped_key.WrappingError as error:
        raise InstanceError(_NOT_OPENED(path=path, error=error)) from error
    except (OSError, ValueError) as error:
        raise InstanceError(_NOT_READ(path=path)) from error
    if mode & 0o077:
        raise InstanceError(_NOT_PRIVATE(path=path))
    if len(raw) != KEY_BYTES:
        raise InstanceError(_KEY_DAMAGED(path=path))
    return raw


def write_key(path: Path, raw: bytes | None = None) -> None:
    """Write a key file with mode 0600; it must not exist yet. ``raw`` is random unless given.

    It appears in its folder whole, since a running server looks there for a new master key.
    """
    put_beside_keys(path, key_text(raw or secrets.token_bytes(KEY_BYTES)))


def key_text(raw: bytes) -> str:
    """The words of a key file for a key that is not wrapped."""
    return base64.b64encode(raw).decode() + "\n"


def put_beside_keys(path: Path, text: str) -> None:
    """Write a file of the folder of keys, mode 0600; it must not exist yet, appears whole, and is on disk with its name
    when this returns.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = _unfinished(path, text)
    try:
        os.link(unfinished, path)  # refuses to replace a key, as a rename would not
    finally:
        unfinished.unlink()
        _settle(path.parent)


def replace_beside_keys(path: Path, text: str) -> None:
    """Write a file of the folder of keys in the place of the one that is there, as old as that one; a reader sees the
    one or the other whole.
    """
    made, unfinished = path.stat().st_mtime_ns, _unfinished(path, text)
    os.utime(unfinished, ns=(made, made))
    unfinished.replace(path)
    _settle(path.parent)


def _unfinished(path: Path, text: str) -> Path:
    """The text on disk, mode 0600, beside the place where it is to be: a name with a dot is no key."""
    handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def key_files(folder: Path) -> list[Path]:
    """The files in a folder of keys, without what is being written, and without the folder of the last signed head."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())


def remove_beside_keys(path: Path) -> None:
    """Overwrite and remove a file of the folder of keys; it is gone from the disk when this returns."""
    private_file.destroy(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the names in a folder on disk, and give it a time of change of its own: what the system gives is the same
    for some milliseconds, and a running server that has looked in between would not look again.
    """
    now = time.time_ns()
    os.utime(folder, ns=(now, now))
    private_file.settle(folder)


def is_instance(root: Path) -> bool:
    """Whether an instance stands in that folder."""
    return bool(Instance(root).versions("secret"))


def create(root: Path) -> None:
    """Make the folders and keys of a new instance; what is there already is left alone."""
    for folder in (root, root / "data", root / "keys", root / "outbox"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not Instance(root).master_versions():  # else the worker makes the next when it is time
        write_key(root / "keys" / "epoch-1")
    for name in KEY_NAMES:
        if not Instance(root).versions(name.partition("-")[0]):
            write_key(root / "keys" / name)
    Instance(root).suppression_version()


def load(root: Path) -> Instance:
    """Read ``azukari.toml`` in ``root``. A missing file means defaults.

    Raises:
        InstanceError: the file is not TOML, has a setting that nobody knows, or says what a setting cannot be.
    """
    path = root / "azukari.toml"
    try:
        raw = settings_file.read(path)
        parts = {name: raw.pop(name) for name in PARTS if name in raw}
        made = Instance(
            root=root,
            **{name: _part(name, part, path) for name, part in parts.items()},
            **settings_file.table(raw, Instance, at="", path=path, besides=("root", *PARTS)),
        )
    except settings_file.SettingError as error:
        raise InstanceError(str(error)) from error
    made = replace(
        made,
        database=_elsewhere("database", made.database, path),
        smtp=_elsewhere("smtp", made.smtp, path),
        wrap_command=(*made.wrap_command,),
        unwrap_command=(*made.unwrap_command,),
        webhook_networks=(*made.webhook_networks,),
    )
    if made.language not in LANGUAGES:
        raise InstanceError(f'{path}: language takes "ja" or "en".')
    if made.dkim_selector and not is_selector(made.dkim_selector):
        raise InstanceError(f"{path}: dkim_selector takes up to thirty small letters and digits, such as azukari1.")
    if not is_base_url(made.base_url):
        raise InstanceError(f"{path}: base_url takes an address like https://members.example.org, without a path.")
    if made.ledger_minutes not in _BEATS and (made.ledger_minutes or not made.is_made_up):
        raise InstanceError(f"{path}: ledger_minutes takes a divisor of 60, such as 5.")
    if made.payments.provider == "demo" and not made.demo:
        raise InstanceError(f'{path}: provider = "demo" under [payments] is for demonstrations alone.')
    if made.metrics not in ("loopback", "open"):
        raise InstanceError(f'{path}: metrics takes "loopback" or "open".')
    if not all(map(is_network, made.webhook_networks)):
        raise InstanceError(f'{path}: webhook_networks takes networks such as "10.1.0.0/16".')
    if made.log.format not in ("text", "json"):
        raise InstanceError(f'{path}: format under [log] takes "text" or "json".')
    return made


def is_base_url(url: str) -> bool:
    """Whether addresses of pages can begin with it: a scheme, a host, perhaps a port, and no path."""
    try:
        at = urlsplit(url)
        return at.scheme in ("http", "https") and bool(at.hostname) and at.port != 0 and not (at.path or at.query)
    except ValueError:  # a port that is no number
        return False


def _elsewhere(name: str, value: str, path: Path) -> str:
    try:
        return settings_reference.secret(value, root=path.parent, environment=os.environ)
    except KeyError as error:
        raise InstanceError(f"{path}: {name} names the variable {error.args[0]}, which is not set.") from error
    except PermissionError as error:
        raise InstanceError(f"{path}: {name} names a file that cannot be used. {error}") from error
    except OSError as error:
        raise InstanceError(f"{path}: {name} names a file that cannot be read: {error.strerror}.") from error


PARTS: dict[str, type] = {
    "tls": Tls,
    "limits": Limits,
    "sending": Sending,
    "incoming": Incoming,
    "log": Log,
    "witnesses": Witness,
    "oidc": Oidc,
    "payments": Payments,
}


def _part(name: str, raw: Any, path: Path) -> Any:
    """What stands under ``[name]``, or ``[[name]]`` where there may be several."""
    read = partial(settings_file.table, of=PARTS[name], path=path)
    if name == "witnesses":
        several = raw if isinstance(raw, list) else [None]
        return tuple(Witness(**read(one, at="[[witnesses]]")) for one in several)
    told = read(raw, at=f"[{name}]")
    if name == "tls":
        return Tls(path.parent / told["certificate"], path.parent / told["key"])
    if name == "sending":
        return _sending(path, told)
    if name == "incoming":
        return _incoming(path, told)
    if name == "payments":
        return _payments(path, told)
    return _oidc(path.parent, told) if name == "oidc" else PARTS[name](**told)


def _sending(path: Path, told: dict[str, Any]) -> Sending:
    told["per_domain"] = tuple(told.get("per_domain", ()))
    for line in told["per_domain"]:
        if not _is_limit_of_domain(line):
            raise InstanceError(
                f'{path}: per_domain under [sending] takes lines like "docomo.ne.jp 100": a domain in small '
                "letters, and how many messages it is sent within a minute."
            )
    made = Sending(**told)
    if made.warm_up and not _is_warm_up(made.warm_up):
        raise InstanceError(f'{path}: warm_up under [sending] takes a day and a number, such as "2026-12-01 500".')
    return made


def _incoming(path: Path, told: dict[str, Any]) -> Incoming:
    made = Incoming(**told)
    if made.return_path and not _is_return_path(made.return_path):
        raise InstanceError(
            f"{path}: return_path under [incoming] takes an address like bounces@example.org, with at most fifteen "
            "letters before the @ and no plus."
        )
    host, _colon, port = made.lmtp.rpartition(":")
    if made.lmtp and not (is_loopback(host) and port.isdecimal() and 0 < int(port) < 65536):
        raise InstanceError(f"{path}: lmtp under [incoming] takes an address of this machine, such as 127.0.0.1:8024.")
    at = urlsplit(made.mailbox)
    if made.mailbox and not (
        at.hostname
        and at.username
        and (at.scheme in ("imaps", "pop3s") or (at.scheme in ("imap", "pop3") and is_loopback(at.hostname)))
    ):
        raise InstanceError(
            f"{path}: mailbox under [incoming] takes an address like imaps://user:password@host, or pop3s://..."
        )
    return made


_PROVIDERS = ("stripe", "demo")


def _payments(path: Path, told: dict[str, Any]) -> Payments:
    secrets = ("secret_key", "webhook_secret")
    made = Payments(**told | {name: _elsewhere(name, told[name], path) for name in secrets if name in told})
    if made.provider not in _PROVIDERS:
        raise InstanceError(f"{path}: provider under [payments] takes one of: {', '.join(_PROVIDERS)}.")
    if made.url and not is_secure(made.url):
        raise InstanceError(f"{path}: url under [payments] must begin with https://.")
    return made


def _oidc(root: Path, told: dict[str, Any]) -> Oidc:
    told = {**told, "secret": root / told["secret"]} | {key: tuple(told[key]) for key in ("acr", "amr") if key in told}
    known = Oidc(**told)
    if not is_secure(known.issuer):
        raise InstanceError("The issuer of [oidc] must be reached by https.")
    return known
