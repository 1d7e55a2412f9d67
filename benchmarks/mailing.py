"""A mailing: personal messages in two languages per second into Postfix's smtp-sink, with full enforcement, by the two
processes that send; beside Django's SMTP backend, smtplib with bytes that were built before, nodemailer from npm, and
Postfix's own smtp-source, which makes nothing and shows what the sink takes; in turns (A B C C B A).

``python -m benchmarks.mailing [--people 20000] [--engine postgresql]``. The content of a message is 30 KB. The others
send a share of the messages, by two processes as well, and know neither grants nor a ledger.
"""

import os
import resource
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from benchmarks import instance, nodemailer
from benchmarks.sending import KIND, register
from benchmarks.table import show
from tests.postgres import free_port

PROCESSES = 2
CHUNK = 5_000
CONTENT = 30_000  # bytes of both parts together, before they are encoded
OTHERS = 10  # of the messages, one in so many
ENOUGH = 50  # messages that are worth a look at npm
SINK = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "smtp-sink"
SOURCE = shutil.which("smtp-source", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""
ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Run:
    """Messages, and what they took.

    Args:
        seconds: by the clock; ``cpu`` of the processors, of the sending processes alone.
        memory: MB that one process held at most.
    """

    messages: int
    seconds: float
    cpu: float
    memory: float

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


def main() -> None:
    parser = instance.reader(__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--alone", action="store_true", help="without the others")
    parser.add_argument("--dkim", action="store_true", help="also with a DKIM signature of our own")
    chosen = parser.parse_args()
    with instance.standing(chosen.engine) as (root, _url), _sink() as port:
        _name_server(root, port)
        people = _people(chosen.people)
        ways: dict[str, Callable[[], Run]] = {"a mailing of Azukari's": lambda: _ours(people)}
        if chosen.dkim:
            ways["the same, signed by RSA-2048"] = lambda: _signed(root, people)
        if not chosen.alone:
            few = max(PROCESSES, len(people) // OTHERS)
            ways["Django's SMTP backend"] = lambda: _others(_by_django, few, port)
            ways["smtplib, bytes built before"] = lambda: _others(_by_smtplib, few, port)
            if few >= ENOUGH and nodemailer.installed(root.parent):
                ways["nodemailer"] = lambda: _by_nodemailer(root.parent, few, port)
            if SOURCE:
                ways["smtp-source, nothing made"] = lambda: _by_source(len(people), port)
        runs = {name: [way()] for name, way in ways.items()}
        for name in reversed(ways):
            runs[name].append(ways[name]())
    _report(runs, chosen.engine)


def _name_server(root: Path, port: int) -> None:
    from django.conf import settings

    from azukari.core.mail.transport import mailers
    from azukari.lib.instance import load

    text = (root / "azukari.toml").read_text("utf-8")
    (root / "azukari.toml").write_text(f'smtp = "smtp://127.0.0.1:{port}"\n{text}', "utf-8")
    settings.AZUKARI = load(root)
    settings.MAILERS = mailers(settings.AZUKARI)


@contextmanager
def _sink() -> Iterator[int]:
    port = free_port()
    as_somebody = ("-u", "nobody") if os.geteuid() == 0 else ()
    server = subprocess.Popen([SINK, *as_somebody, f"127.0.0.1:{port}", "1000"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as asked:
                if not asked.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def _people(count: int) -> list[UUID]:
    from tests.vault_search.crowd import gather

    people: list[UUID] = []
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        people += gather(len(numbers), partial(_numbered, numbers), form="magazine")
        print(f"\r  {len(people):,} people", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return people


def _reader(number: int) -> dict[str, str]:
    return {"email": f"reader{number}@mail{number % 97}.example.org", "name": f"読者 花子{number}"}


def _numbered(numbers: range, at: int) -> dict[str, str]:
    return _reader(numbers[at])


def _words(lang: str) -> tuple[str, str]:
    """Text and HTML of together some 30 KB, with a name and an address to leave by in each."""
    name, line = {
        "ja": ("{{name}}様", "多摩川の上流で、今月も水質の調査をしました。透明度は先月より少し良くなりました。"),
        "en": ("Dear {{name}},", "This month we measured the water at the upper river again, and it is clearer."),
    }[lang]
    text, page = [name], [f"<p>{name}</p>"]
    while len("\n".join(text).encode()) < CONTENT // 5:
        text.append(line)
    while len("\n".join(page).encode()) < CONTENT * 4 // 5 - 100:
        page.append(f'<p style="margin:0 0 16px">{line}</p>')
    return "\n".join([*text, "{{leave}}"]), "\n".join([*page, '<p><a href="{{leave}}">×</a></p>'])


def _ours(people: Sequence[UUID]) -> Run:
    """From the moment when the mailing may go to the moment when the last result is in the database."""
    from azukari.core.mail.mailing import Text, add, start, tally, write
    from azukari.core.mail.models import MailingMessage
    from azukari.policy.mailing import OPEN, MessageState
    from azukari.policy.terms import Actor, ActorKind

    register()
    now, editor = datetime.now(UTC), Actor(ActorKind.SYSTEM, "benchmark")
    texts = [Text(lang, "瀬音だより {{name}}", *_words(lang)) for lang in ("ja", "en")]
    mailing = write(KIND, purpose="magazine", texts=texts, actor=editor, now=now)
    add(mailing, [(person, ("ja", "en")[at % 2]) for at, person in enumerate(people)], now=now)
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sending"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(PROCESSES)
    ]
    for sender in senders:
        assert sender.stdout
        assert sender.stdout.readline() == b"ready\n"
    before = sum(_cpu(sender.pid) for sender in senders)  # what it takes to begin is no message's
    begun = time.perf_counter()
    start(mailing, now=datetime.now(UTC))
    while MailingMessage.objects.filter(mailing=mailing, state__in=OPEN).exists():
        time.sleep(0.1)
    seconds = time.perf_counter() - begun
    memory = max(_peak(sender.pid) for sender in senders)
    cpu = sum(_cpu(sender.pid) for sender in senders) - before
    for sender in senders:
        assert sender.stdin
        sender.stdin.close()
        assert sender.wait() == 0
    assert tally(mailing) == {MessageState.SENT: len(people)}, tally(mailing)
    assert not MailingMessage.objects.filter(mailing=mailing, doubtful=True).exists()
    return Run(len(people), seconds, cpu, memory)


def _signed(root: Path, people: Sequence[UUID]) -> Run:
    """With a key of our own, which the settings name while it goes."""
    from azukari.core.mail.dkim import make_key

    make_key("bench", "rsa")
    settings, plain = root / "azukari.toml", (root / "azukari.toml").read_text("utf-8")
    settings.write_text(f'dkim_selector = "bench"\n{plain}', "utf-8")
    try:
        return _ours(people)
    finally:
        settings.write_text(plain, "utf-8")


def _peak(process: int) -> float:
    """What a process held at most, in MB."""
    told = Path(f"/proc/{process}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM:")) / 1024


def _cpu(process: int) -> float:
    """Seconds of the processors that a process has had."""
    told = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _others(send: Callable[[range, int], None], count: int, port: int) -> Run:
    """By as many processes as ours."""
    begun, children, used = time.perf_counter(), [], []
    for part in range(PROCESSES):
        child = os.fork()
        if not child:
            try:
                send(range(part, count, PROCESSES), port)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    for child in children:
        _id, status, usage = os.wait4(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        used.append(usage)
    return _used(count, time.perf_counter() - begun, used)


def _used(count: int, seconds: float, used: Sequence[resource.struct_rusage]) -> Run:
    """What processes took that have ended."""
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    return Run(count, seconds, cpu, max(one.ru_maxrss for one in used) / 1024)


def _by_nodemailer(root: Path, count: int, port: int) -> Run:
    """As many processes and connections as ours."""
    begun, texts = time.perf_counter(), [_words(lang) for lang in ("ja", "en")]
    used = nodemailer.send(root, texts, count=count, processes=PROCESSES, connections=2, port=port)
    return _used(count, time.perf_counter() - begun, used)


def _mail(number: int) -> tuple[str, str, str, str]:
    reader, (text, page) = _reader(number), _words(("ja", "en")[number % 2])
    for slot, value in (("name", reader["name"]), ("leave", f"https://example.org/leave/{number:064}")):
        text, page = text.replace(f"{{{{{slot}}}}}", value), page.replace(f"{{{{{slot}}}}}", value)
    return f'"{reader["name"]}" <{reader["email"]}>', f"瀬音だより {reader['name']}", text, page


def _by_django(numbers: range, _port: int) -> None:
    from django.core.mail import EmailMultiAlternatives, mailers

    channel = mailers.default
    channel.open()
    for number in numbers:
        to, subject, text, page = _mail(number)
        mail = EmailMultiAlternatives(subject, text, "office@example.org", [to])
        mail.attach_alternative(page, "text/html")
        channel.send_messages([mail])
    channel.close()


def _by_smtplib(numbers: range, port: int) -> None:
    """The same bytes for all of a language: nothing is made while they are sent."""
    from email.message import EmailMessage

    built = []
    for number in range(2):
        to, subject, text, page = _mail(number)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "office@example.org", to, subject
        mail.set_content(text)
        mail.add_alternative(page, subtype="html")
        built.append(mail.as_bytes())
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in numbers:
            server.sendmail("office@example.org", [_reader(number)["email"]], built[number % 2])


def _by_source(count: int, port: int) -> Run:
    """As many connections as ours have, with content as long as ours once it is encoded."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    length = str(CONTENT * 4 // 3)
    words = ["-d", "-s", str(2 * PROCESSES), "-m", str(count), "-l", length, "-t", "reader@example.org"]
    subprocess.run([SOURCE, *words, f"127.0.0.1:{port}"], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(count, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0.0)


def _report(runs: dict[str, list[Run]], engine: str) -> None:
    ours = max(run.rate for run in next(iter(runs.values())))
    rows = [
        (
            name,
            *(f"{run.rate:,.0f}" for run in of),
            f"{min(run.cpu / run.messages for run in of) * 1e6:,.0f}",
            f"{max(run.memory for run in of):.0f}" if of[0].memory else "",
            f"{max(run.rate for run in of) / ours:.2f}",
        )
        for name, of in runs.items()
    ]
    title = f"{next(iter(runs.values()))[0].messages:,} messages of 30 KB, {engine}, load {os.getloadavg()[0]:.1f}"
    show(title, ("", "a second", "again", "CPU us each", "MB", "of ours"), rows)


if __name__ == "__main__":
    main()
