"""Three scanners against a running demo: schemathesis, wapiti and testssl, and a list of what they sent and got back.

    python -m tests.attack --to FOLDER [--minutes 3] [--only schemathesis wapiti testssl]

schemathesis and wapiti come as a visitor and as a member of staff with a token or a session, wapiti also as somebody on
their own page. testssl looks at an instance that speaks TLS itself. FOLDER holds what each scanner reported whole, and
summary.txt. Ends with 1 if one of them found something that `_BORNE` does not explain, if one sent nothing, or if the
server answered 500 to anything.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from azukari.lib.instance import Limits
from benchmarks.instance import published
from tests.attack.processes import web_process
from tests.certificates import self_signed
from tests.live import Program
from tests.postgres import free_port

_HERE = Path(__file__).resolve().parents[2]
_VENV = Path(sys.executable).parent
_SESSION = """
import time
from django.test import Client
from azukari.core.accounts.models import User
client = Client()
user = User.objects.get(email="privacy@seoto.example.org")
client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
print(client.cookies["azukari_staff"].value)
"""
_OWN_SESSION = """
from azukari.core.consent.models import Grant
from azukari.shells.self_service.session import open_session
used = set(Grant.objects.filter(end_reason="").values_list("person_id", "purpose"))
[person] = [p for p, purpose in sorted(used, key=str) if purpose == "volunteers" and (p, "magazine") in used][:1]
print(open_session(person, now=timezone.now()).secret)
"""
_TOKEN = """
from azukari.core.accounts.models import User
from azukari.core.accounts.tokens import make
from azukari.core.policy_versions.current import current
from azukari.policy.sign_in import open_duties, purposes_open_to
policy, now = current().policy, timezone.now()
duties = {user: open_duties(policy, user.duty_slugs(), passkey=False) for user in User.objects.all()}
own = {user: purposes_open_to(held, policy) for user, held in duties.items()}
user = max(own, key=lambda user: len(own[user]))
print(make(user, "scan", own[user], days=1, policy=policy, now=now)[1])
"""
_MODULES = "http_headers,cookieflags,csp,csrf,xss,permanentxss,redirect,sql,timesql,exec,file,crlf,xxe,upload"
_LAUNCHED, _EVIL = "[*] Launching module ", "[¨] "
_BORNE = {
    "cert_chain_of_trust": "the certificate is the test's own",
    "cert_trust": "the certificate is the test's own",
    "cert_revocation": "the certificate is the test's own",
    "cert_crlDistributionPoints": "the certificate is the test's own",
    "cert_ocspURL": "the certificate is the test's own",
    "cert_notAfter": "the certificate is the test's own, of two days",
    "overall_grade": "T: the certificate is the test's own",
    "cert_expirationStatus": "the certificate is the test's own, of two days",
    "DNS_CAArecord": "127.0.0.1 has no name",
    "BREACH": "pages that carry a secret are not compressed",
    "Cross Site Request Forgery": "public forms know nobody, so there is no sign-in to ride on; in the console wapiti "
    "sends a token that its own sign-out has spent, and takes two refusals for one answer (tests/console shows it)",
    "Secure Flag cookie": "the demo is on this machine alone, without TLS; a real instance sets it",
    "LUCKY13": "a suite of TLS 1.2 that browsers do not choose",
}


@dataclass
class Scan:
    """What one scanner did.

    Args:
        sent: requests, by what they were sent to.
        back: answers, by status.
        found: what it complains of.
    """

    name: str
    sent: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return bool(self.found) or not self.sent or any(status.startswith("5") for status in self.back)

    def words(self) -> Iterable[str]:
        yield f"## {self.name}: {sum(self.sent.values())} sent, {len(self.found)} found"
        yield "back: " + (", ".join(f"{status} x {count}" for status, count in sorted(self.back.items())) or "-")
        yield from (f"found: {what}" for what in self.found)
        yield from (f"sent: {count:6} {what}" for what, count in self.sent.most_common())


@dataclass(frozen=True)
class Aim:
    """What a scanner is given.

    Args:
        program: the instance.
        folder: where its report goes.
        seconds: how long it may take.
    """

    program: Program
    folder: Path
    seconds: int


def _stranger(aim: Aim) -> Scan:
    return _schemathesis(aim, "schemathesis")


def _program(aim: Aim) -> Scan:
    token = aim.program.python(_TOKEN).strip()
    return _schemathesis(aim, "schemathesis-staff", "-H", f"Authorization: Bearer {token}")


def _schemathesis(aim: Aim, name: str, *words: str) -> Scan:
    report = aim.folder / f"{name}.har"
    _run(
        aim, name,
        [str(_VENV / "st"), "run", f"{aim.program.url}/api/v1/openapi.json", "--max-time", str(aim.seconds),
         "--report-har-path", str(report), "--checks", "not_a_server_error,content_type_conformance",
         "--continue-on-failure", "--output-sanitize", "false", "--generation-database", "none", *words],
    )  # fmt: skip
    scan = Scan(name)
    for entry in json.loads(report.read_text("utf-8"))["log"]["entries"]:
        path = urlsplit(entry["request"]["url"]).path
        scan.sent[f"{entry['request']['method']} {_shape(path)}"] += 1
        scan.back[str(entry["response"]["status"])] += 1
    return scan


def _shape(path: str) -> str:
    """The path with every made-up piece left out."""
    plain = (not piece or (piece.isascii() and piece.replace("-", "").isalpha()) for piece in path.split("/"))
    return "/".join(piece if so else "*" for piece, so in zip(path.split("/"), plain, strict=True))


def _wapiti(aim: Aim, name: str, begin: str, *words: str) -> Scan:
    report = aim.folder / f"{name}.json"
    _run(
        aim, name,
        [str(_VENV / "uv"), "tool", "run", "--from", "wapiti3", "wapiti", "-u", f"{aim.program.url}{begin}",
         "--scope", "domain", "-f", "json", "-o", str(report), "-dr", "2", "-v", "2",
         "--flush-session", "--store-session", str(aim.folder / f"{name}-session"), "--no-bugreport", "-m", _MODULES,
         "--max-scan-time", str(aim.seconds), "--max-attack-time", str(max(20, aim.seconds // 5)), *words],
    )  # fmt: skip
    told = json.loads(report.read_text("utf-8"))
    scan = Scan(name)
    for page in told["infos"]["crawled_pages"]:
        scan.sent[f"crawl: {page['request']['method']} {_shape(urlsplit(page['request']['url']).path)}"] += 1
        scan.back[str(page["response"]["status_code"])] += 1
    scan.sent += _attacks((aim.folder / f"{name}.log").read_text("utf-8"))
    for group in ("vulnerabilities", "anomalies"):
        for kind, cases in told[group].items():
            if kind not in _BORNE:
                scan.found += [f"{kind}: {case['method']} {case['path']}: {case['info']}" for case in cases]
    return scan


def _attacks(log: str) -> Counter[str]:
    """Attacks by module, as wapiti tells them; one that is answered with 500 is found as an anomaly."""
    counted: Counter[str] = Counter()
    module = ""
    for line in log.splitlines():
        if line.startswith(_LAUNCHED):
            module = line.removeprefix(_LAUNCHED)
            counted[f"attack: {module}"] += 0
        elif line.startswith(_EVIL):
            counted[f"attack: {module}"] += 1
    return counted


def _visitor(aim: Aim) -> Scan:
    return _wapiti(aim, "wapiti", "/ja/")


def _staff(aim: Aim) -> Scan:
    session = aim.program.python(_SESSION).strip()
    return _wapiti(
        aim, "wapiti-staff", "/console/", "-H", f"Cookie: azukari_staff={session}",
        "-x", f"{aim.program.url}/console/logout/",
    )  # fmt: skip


def _person(aim: Aim) -> Scan:
    secret = aim.program.python(_OWN_SESSION).strip()
    url = f"{aim.program.url}/ja/me"
    ends = [word for way in ("leave", "erase") for word in ("-x", f"{url}/{way}")]
    return _wapiti(aim, "wapiti-person", "/ja/me", "-H", f"Cookie: azukari_me={secret}", *ends)


def _testssl(aim: Aim) -> Scan:
    report = aim.folder / "testssl.json"
    report.unlink(missing_ok=True)  # it would be added to
    program = shutil.which("testssl") or shutil.which("testssl.sh")
    assert program, "The program testssl was not found: install the package testssl.sh."
    _run(
        aim, "testssl",
        [program, "--quiet", "--color", "0", "--warnings", "off", "--jsonfile", str(report),
         urlsplit(aim.program.url).netloc],
    )  # fmt: skip
    scan = Scan("testssl")
    for entry in json.loads(report.read_text("utf-8")):
        scan.sent[entry["id"].partition(" ")[0]] += 1
        scan.back[entry["severity"]] += 1
        if entry["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL") and entry["id"].partition(" ")[0] not in _BORNE:
            scan.found.append(f"{entry['severity']} {entry['id']}: {entry['finding']}")
    return scan


def _run(aim: Aim, name: str, words: list[str]) -> None:
    with (aim.folder / f"{name}.log").open("wb") as log:
        subprocess.run(
            words, cwd=aim.folder, check=False, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            timeout=aim.seconds * 4 + 600,
        )  # fmt: skip


@contextmanager
def _demo(folder: Path) -> Iterator[Program]:
    """`azukari demo`, as anybody would start it."""
    url = f"http://127.0.0.1:{free_port()}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
    program = Program(folder / "demo", url, kept | {"DJANGO_SETTINGS_MODULE": "azukari.site.settings"})
    port = str(urlsplit(url).port)
    program.azukari("demo", "--no-serve", "--port", port)
    program.start()
    try:
        yield program
    finally:
        program.kill()


@contextmanager
def _unlimited(folder: Path) -> Iterator[Program]:
    """The demo without limits, so that what stands behind them is reached."""
    with _demo(folder) as program:
        program.kill()
        with (program.root / "azukari.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[limits]\n" + "".join(f"{limit.name} = 0\n" for limit in fields(Limits)))
        program.start()
        yield program


@contextmanager
def _encrypted(folder: Path) -> Iterator[Program]:
    """An instance that speaks TLS by itself."""
    certificate, key = self_signed(folder)
    program = published(folder / "instance")
    secure = program.url.replace("http:", "https:")
    program.set(program.url, secure)
    with (program.root / "azukari.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n')
    program.url = secure
    program.start()
    try:
        yield program
    finally:
        program.kill()


_SCANS: Mapping[str, tuple[Callable[[Path], AbstractContextManager[Program]], tuple[Callable[[Aim], Scan], ...]]] = {
    "schemathesis": (_unlimited, (_stranger, _program)),
    "wapiti": (_demo, (_visitor, _staff, _person)),
    "testssl": (_encrypted, (_testssl,)),
}


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    reader.add_argument("--minutes", type=float, default=3, help="of each scanner that can be told")
    reader.add_argument("--only", nargs="+", choices=sorted(_SCANS), default=sorted(_SCANS))
    options = reader.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    done: list[Scan] = []
    for name in options.only:
        served, scans = _SCANS[name]
        with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as program:
            process = web_process(program)
            done += [scan(Aim(program, options.to.resolve(), int(60 * options.minutes))) for scan in scans]
            if web_process(program) != process:
                done[-1].found.append("the web process has ended")
    text = "\n".join(line for scan in done for line in scan.words())
    (options.to / "summary.txt").write_text(text + "\n", "utf-8")
    print(text)
    return int(any(scan.bad for scan in done))


if __name__ == "__main__":
    sys.exit(main())
