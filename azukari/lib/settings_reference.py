"""Settings reference: every setting of `azukari.toml` with its default, its meaning and an example, read from the code.

What a setting means stands once, in the docstring of its dataclass (`lib.instance`), and is read from there.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any

_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)

_EXAMPLES: Mapping[str, object] = {
    "base_url": "https://members.example.org",
    "language": "ja",
    "database": "postgresql://azukari@db.example.org:5432/azukari",
    "smtp": "smtp+starttls://user:password@mail.example.org:587",
    "mail_operator": "own",
    "sender": "office@example.org",
    "statistics_to": "office@example.org",
    "trusted_proxy": "127.0.0.1",
    "metrics": "open",
    "tls.certificate": "certificate.pem",
    "tls.key": "key.pem",
    "log.format": "json",
    "sending.per_minute": 600,
    "sending.per_domain": ["docomo.ne.jp 100"],
    "sending.warm_up": "2026-12-01 500",
    "incoming.return_path": "bounces@example.org",
    "incoming.lmtp": "127.0.0.1:8024",
    "incoming.mailbox": "imaps://user:password@mail.example.org",
    "dkim_selector": "azukari",
    "wrap_command": ["/usr/local/bin/azukari-kms", "encrypt"],
    "unwrap_command": ["/usr/local/bin/azukari-kms", "decrypt"],
    "witnesses.key": "witness.example.net+8bd8f9fa+AW0...",
    "witnesses.url": "https://witness.example.net/add-checkpoint",
    "oidc.issuer": "https://login.example.org",
    "oidc.client_id": "azukari",
    "oidc.secret": "oidc-secret",
    "oidc.name": "Example account",
    "payments.recipient": "stripe",
    "payments.secret_key": "sk_live_...",
    "payments.webhook_secret": "whsec_...",
    "payments.url": "https://api.stripe.com",
    "webhook_networks": ["10.1.0.0/16"],
    "oidc.acr": ["urn:example:two-factors"],
}


@dataclass(frozen=True, slots=True)
class Setting:
    """
    Args:
        name: as it stands in the file; with its table's before it, ``limits.sign_ins_per_network``.
        default: as it would stand in the file; ``None`` where there is none.
        example: a line as it could stand there.
        meaning: whole sentences.
    """

    name: str
    default: str | None
    example: str
    meaning: str


def settings_of(of: type, parts: Mapping[str, type]) -> Iterator[Setting]:
    """All settings, those at the top of the file first.

    Args:
        of: the dataclass of the file.
        parts: its tables, by name.
    """
    told = _told(of)
    for each in fields(of):
        if each.name != "root" and each.name not in parts:
            yield _setting(each, each.name, told)
    for name, part in parts.items():
        told = _told(part)
        for each in fields(part):
            yield _setting(each, f"{name}.{each.name}", told)


def _setting(each: "Field[Any]", name: str, told: Mapping[str, str]) -> Setting:
    default = each.default if each.default_factory is MISSING else each.default_factory()
    default = None if default is MISSING else default
    example = _EXAMPLES.get(name, default)
    return Setting(
        name, None if default is None else written(default), f"{each.name} = {written(example)}", told[each.name]
    )


def written(value: object) -> str:
    """A value as it stands in the file."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case tuple() | list():
            return f"[{', '.join(map(written, value))}]"
        case _:
            return f'"{value}"'


def _told(of: type) -> Mapping[str, str]:
    """What the docstring says about each field."""
    _, _, arguments = (inspect.getdoc(of) or "").partition("Args:\n")
    plain = {name: " ".join(words.replace("``", "`").split()) for name, words in _ARGUMENT.findall(arguments)}
    return {name: words[0].upper() + words[1:] for name, words in plain.items()}


def markdown(of: type, parts: Mapping[str, type]) -> str:
    """The reference as a page, one table for each part of the file."""
    lines = [_HEAD]
    part = None
    for each in settings_of(of, parts):
        table, _, _ = each.name.rpartition(".")
        if table != part:
            part = table
            title = f"`[[{table}]]`" if table == "witnesses" else f"`[{table}]`" if table else "At the top of the file"
            lines += [f"\n## {title}\n", "| setting | default | meaning | example |", "| --- | --- | --- | --- |"]
        default = f"`{each.default}`" if each.default is not None else "must be given"
        name = each.name.rpartition(".")[2]
        lines.append(f"| `{name}` | {default} | {each.meaning.replace('|', chr(92) + '|')} | `{each.example}` |")
    return "\n".join(lines) + "\n"


_HEAD = """\
# Settings

`azukari.toml` in the instance's folder. Every setting has a default that is safe; what is unknown is refused with the
nearest name. `azukari settings check` looks at all of them; `azukari settings reference` prints this page.

A text may be kept elsewhere: `smtp = "file:/run/secrets/smtp"` reads the first line of a file that no other user can
read (a path from the instance's folder, or an absolute one), and `database = "env:DATABASE_URL"` a variable.\
"""


def secret(value: str, *, root: Path, environment: Mapping[str, str]) -> str:
    """A text setting, or what it says where to find: ``file:PATH`` or ``env:NAME``.

    Raises:
        OSError: the file cannot be read.
        LookupError: there is no such variable.
        PermissionError: others can read the file.
    """
    kind, _, where = value.partition(":")
    if kind == "env":
        return environment[where]
    if kind != "file":
        return value
    path = root / where
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by other users. Run: chmod 600 {path}")
    return path.read_text("utf-8").partition("\n")[0].strip()
