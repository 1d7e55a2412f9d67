"""docs/operating.md, run from its first command to its last: publish, lose the machine, restore, upgrade (P41).

The page is followed by somebody who knows nothing: each block is a piece of a shell, in order. What stands in for that
person is in `_editor`: they write in who they are. Between the blocks happens what the page is for: people register, a
consent is taken back, the machine burns; and an instance of the first release is upgraded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from azukari.lib.version import version
from tests import warm
from tests.certificates import self_signed
from tests.live import Program
from tests.mailbox import Mailbox, mailbox
from tests.own_policy import own_policy
from tests.postgres import free_port
from tests.releases import kept

__all__ = ["mailbox"]

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
_BLOCK = re.compile(r"^## ([^\n]+)$|^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks() -> Iterator[tuple[str, str]]:
    """Each block of commands, with the heading that it stands under."""
    heading = ""
    for title, commands in _BLOCK.findall(_PAGE.read_text("utf-8")):
        if title:
            heading = title
        else:
            yield heading, commands


@dataclass
class Shell:
    """A shell whose ``azukari`` is the program under test, and whose places lie below one folder.

    Args:
        folder: where ``/srv/azukari``, ``/var/backups`` and ``/safe`` are.
        url: what the page calls ``https://members.example.org``.
    """

    folder: Path
    url: str
    environment: dict[str, str]

    def place(self, text: str) -> str:
        for name in ("/srv/azukari", "/var/backups", "/safe"):
            text = text.replace(name, f"{self.folder}{name}")
        return text.replace("https://members.example.org", self.url)

    def run(self, line: str) -> str:
        line = self.place(line)
        name, told = re.fullmatch(r"(?:(\w+)=\$\()?(.*?)\)?", line).groups() if "=$(" in line else ("", line)
        if told.startswith("export "):
            name, _, out = told.removeprefix("export ").partition("=")
        elif told.startswith("azukari "):
            words = self._bash(f"printf '%s\\n' {told.removeprefix('azukari ')}").splitlines()
            done = warm.run(*words, environment=self.environment)
            assert done.returncode == 0, f"{told}: {done.stdout}{done.stderr}"
            out = done.stdout
        else:
            out = self._bash(told)
        if name:
            self.environment[name] = out.strip()
        return out

    def _bash(self, words: str) -> str:
        done = subprocess.run(
            ["bash", "-euc", words], env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout


def _editor(folder: Path, mail: Mailbox) -> Path:
    """What the operator writes into the two files."""
    policy, script = folder / "own-policy.yaml", folder / "editor"
    policy.write_text(own_policy(), "utf-8")
    (folder / "tls").mkdir()
    certificate, key = self_signed(folder / "tls")
    told = f'smtp = "{mail.url}"\nmail_operator = "own"\nsender = "office@members.example.jp"\n'
    tls = f'\n[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n'
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nsettings, policy = map(pathlib.Path, sys.argv[1:])\n"
        f"settings.write_text({told!r} + settings.read_text('utf-8') + {tls!r}, 'utf-8')\n"
        f"policy.write_text(pathlib.Path({str(policy)!r}).read_text('utf-8'), 'utf-8')\n",
        "utf-8",
    )
    script.chmod(0o700)
    return script


@pytest.fixture
def shell(tmp_path: Path, mailbox: Mailbox) -> Shell:
    for name in ("srv", "var/backups", "safe"):
        (tmp_path / name).mkdir(parents=True)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("AZUKARI_", "DJANGO_"))}
    known |= {"DJANGO_SETTINGS_MODULE": "azukari.site.settings"}
    known |= {"EDITOR": str(_editor(tmp_path, mailbox)), "SSL_CERT_FILE": str(mailbox.certificate)}
    return Shell(tmp_path, f"https://localhost:{free_port()}", known)


_REGISTER = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import VISITORS, fill_in
charter = current()
forms = {form.kind: form for form in charter.policy.forms.values()}
for visitor in VISITORS[:3]:
    fill_in(visitor, forms[visitor.kinds[0]], charter, now=timezone.now() - timezone.timedelta(minutes=5))
"""
_ERASE_ONE = """
from azukari.core.people.models import Person
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
person = Person.objects.order_by("id").first().id
erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=timezone.now())
"""
_STRAYS = """
from azukari.core.vault.inspect import orphans
print([one.code for one in orphans(timezone.now())])
"""
_PEOPLE = """
from azukari.core.people.models import Person
from azukari.core.vault.models import SealedValue
print(Person.objects.count(), SealedValue.objects.count())
"""


def test_the_page_from_end_to_end(shell: Shell, mailbox: Mailbox):
    root = Path(shell.place("/srv/azukari"))
    program = Program(root, shell.url, shell.environment)
    said: dict[str, str] = {}
    people = {}

    def before(heading: str) -> None:
        if heading == "Backup":
            assert mailbox.to("you@example.org"), "The invitation goes by the mail server that the page names."
            assert shell.url.startswith("https:")
            program.start()  # by TLS, as the page has set it up
            assert program.stop() == 0
            program.python(_REGISTER)
        elif heading == "When the machine is lost":
            assert (root / "units" / "azukari.service").exists()
            people["backed up"] = program.python(_PEOPLE)
            program.python(_ERASE_ONE)
            program.azukari("worker", "--once")
            people["erased"] = program.python(_PEOPLE)
            shell.run("azukari removals copy /safe/removals")
            shutil.rmtree(root)
        elif heading == "Upgrade":
            people["restored"] = program.python(_PEOPLE)
            told = json.loads(program.azukari("doctor", "--json", check=False).stdout)
            assert {each["control"] for each in told if each["state"] == "broken"} == {"worker", "department"}
            shutil.rmtree(root)
            first = kept.releases()[0]
            shutil.move(kept.unpacked(first, shell.folder).root, root)
            shell.environment.update(kept.clock_of(first))

    for heading, commands in _blocks():
        if heading not in said:
            before(heading)
        for line in commands.strip().splitlines():
            said[heading] = said.get(heading, "") + shell.run(line)
    assert list(said) == [
        "An instance", "Backup", "Run", "When the machine is lost", "Upgrade", "See how it is",
    ]  # fmt: skip
    assert people["backed up"] != people["erased"] == people["restored"]
    assert f"Upgraded to {version()}" in said["Upgrade"]
    assert "[]" in program.python(_STRAYS), "Everything that 0.1.0 kept is accounted for."
