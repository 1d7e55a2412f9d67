"""Making an instance's folder: settings with comments, keys, the draft of the policy."""

import json
import shutil
from pathlib import Path

from azukari.cli import parts
from azukari.lib.instance import create
from azukari.lib.verb import Refusal

STARTER = Path(__file__).resolve().parent.parent / "policy" / "starter.yaml"

_SETTINGS = """\
# Settings of this Azukari instance. Every line may be left out; then the default in brackets holds.

# Where people reach it, without a slash at the end; mailed links begin with it. ["http://127.0.0.1:8000"]
base_url = {base_url}

# The language of a page whose address names none, and of messages where nothing else decides: "ja" or "en". ["ja"]
language = {language}

# The database: "" is SQLite in data/, else "postgresql://user:password@host:5432/name". [""]
# database = ""

# Outgoing mail: "" writes files into outbox/; else "smtp+starttls://user:password@host:587", or
# "smtps://user:password@host:465". [""]
# smtp = ""

# Who operates that server, unless it is this machine: "own" for a server of your own, or the name of the recipient of
# your policy that is your mail provider. Where nobody says, no mail leaves. [""]
# mail_operator = ""

# The address that mail comes from. ["office@example.org"]
# sender = "office@example.org"

# How often, in minutes, the public ledger shows what was recorded since; a divisor of 60. [5]
# ledger_minutes = 5

# Who may read /metrics, numbers for a monitoring program: "loopback", programs on this machine, or "open". ["loopback"]
# metrics = "loopback"

# Beyond this machine Azukari speaks TLS only: behind a proxy that speaks it, named by the
# address that it connects from ... [""]
# trusted_proxy = "127.0.0.1"
{demo}
# ... or without a proxy, with certificate files (paths from this folder).
# [tls]
# certificate = "certificate.pem"
# key = "key.pem"

# What the program writes about itself to standard error; never anybody's data.
{log}
# How much is let through; 0 switches a limit off.
# [limits]
# submissions_per_network = 60     # without a solved challenge, per client network and hour
# confirmations_per_address = 3    # confirmation mails to one address within 24 hours
# confirmations_per_form = 2000    # confirmation mails that one form may cause within an hour
# sign_ins_per_network = 20        # sign-in links asked for, per client network and hour
"""

_LOG = """\
# [log]
# format = "text"     # or "json", an object a line
# requests = true     # a line for each request: method, route, status, milliseconds
"""

_QUIET = """\
[log]
requests = false
"""

_PAYMENTS = """\
# Dues can be paid online; nobody is charged.
[payments]
recipient = "hibiki-pay"
provider = "demo"
"""

_DEMO = """
# A demonstration with fictional people: shows the mail it sends to everybody who opens the page.
demo = true
# The ledger shows each entry at once, and so tells strangers when somebody did something; made-up people do not mind.
ledger_minutes = 0
"""


_FICTIONAL = """
# For trying things out: the policy may be that of the example's made-up organisation. Never where real people register.
fictional = true
# The ledger shows each entry at once, and so tells strangers when somebody did something; made-up people do not mind.
ledger_minutes = 0
"""


def is_whole(root: Path) -> bool:
    """Whether nothing of an instance's folder is missing that `make` would add."""
    return parts.is_any(root) and not (root / parts.UNFINISHED).exists() and not parts.missing(root)


def make(root: Path, *, base_url: str, language: str, demo: bool = False, fictional: bool = False) -> None:
    """Make the folder of a new instance; one that was begun and not finished is completed.

    Raises:
        Refusal: the folder has something else in it, or an instance of which something was lost; or it cannot be
            written.
    """
    if root.exists() and not root.is_dir():
        raise Refusal(f"{root} is a file. Name a folder that is empty or does not exist yet.")
    _refuse_lost(root)
    started = parts.is_any(root) or (root / parts.UNFINISHED).exists()
    if root.exists() and not started and any(root.iterdir()):
        raise Refusal(
            f"{root} has files in it that are not an instance. Name a folder that is empty or does not exist yet."
        )
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not started:
            (root / parts.UNFINISHED).touch(mode=0o600)
        settings = root / "azukari.toml"
        if not settings.exists():
            text = _SETTINGS.format(
                base_url=json.dumps(base_url),
                language=json.dumps(language),
                log=_QUIET + _PAYMENTS if demo else _LOG,
                demo=(_DEMO if demo else "") + (_FICTIONAL if fictional else ""),
            )
            settings.touch(mode=0o600)
            settings.write_text(text, "utf-8")
        draft = root / "policy.yaml"
        if not draft.exists() and STARTER.exists():
            shutil.copyfile(STARTER, draft)
        create(root)
        (root / parts.UNFINISHED).unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"{root} cannot be written: {error.strerror}.") from error


def _refuse_lost(root: Path) -> None:
    """New keys, a new database or default settings in the place of lost ones would open and know nothing."""
    lost = parts.missing(root) if root.is_dir() else None
    if lost:
        raise Refusal(f"There is an instance at {root} already, and parts of it are lost. {lost.sentence}")
