"""What others wait while strangers send hostile texts, and try passwords of nobody, eight at once.

    python -m benchmarks.hostile                        two minutes: twelve seconds of each
    python -m benchmarks.hostile --seconds 60 --engine postgresql

A real server with its worker. Visitors from many networks open the page of a form and send the form, one after the
other; meanwhile one network sends texts of 60 KB to a questionnaire that nobody signs, to a form by its page and to
one by the API, asks for links to sign in, and many try passwords; last, a mail server hands over mails of 300 KB made
against whoever reads them, by LMTP. No limit is on, so that each text is judged; with
``--limits`` those of a new instance are.
"""

import http.client
import json
import os
import re
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks import instance
from benchmarks.growth import p95
from benchmarks.table import show
from tests.live import Program
from tests.postgres import free_port

AT_ONCE = 8
BYTES = 60_000
_TEXTS = ("a", "a.", "a+", "a-", "㌕", "@", "a@", "1-", "０", "ｱﾞ", " ", "http://a.", "é", "(", "03-1234-5678")
"""What is repeated to 60 KB: runs that patterns of addresses, telephone numbers and links begin with, and characters
that grow when they are normalised.
"""
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FORM = "application/x-www-form-urlencoded"
_ASKING = "from azukari.features.questionnaires.tests.visitor import opened\nopened()"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
type Send = Callable[["_Visitor", str], int]


def main() -> int:
    if sys.argv[1:2] == ["--attack"]:
        return _attack(sys.argv[2], sys.argv[3])
    reader = instance.reader(__doc__)
    reader.add_argument("--seconds", type=float, default=12, metavar="N", help="of each part")
    reader.add_argument("--limits", action="store_true", help="with the limits of a new instance")
    options = reader.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
    with instance.folder() as folder, instance.database(options.engine) as url:
        program = instance.published(folder / "instance", url=url)
        mails = f"http://127.0.0.1:{free_port()}"
        _set_up(program, mails, limits=options.limits)
        program.python(_ASKING)
        program.start()
        try:
            rows = [_row("quiet", program, options.seconds)]
            for kind in KINDS:
                with _attacked(kind, mails if kind == MAIL else program.url) as told:
                    rows.append(_row(kind, program, options.seconds))
                rows[-1] = (*rows[-1], told())
                if kind == MAIL and " x 500" in told():  # the protocol was not understood: nothing was measured
                    raise SystemExit("Mails did not reach whoever reads them.")
        finally:
            program.stop()
    rows[0] = (*rows[0], "")
    head = ("meanwhile", "page p50 (ms)", "p95", "form sent p50 (ms)", "p95", "answered")
    show(f"What others wait, {AT_ONCE} hostile requests at once, {options.engine}", head, rows)
    return 0


def _set_up(program: Program, mails: str, *, limits: bool) -> None:
    """So that each visitor can come from a network of their own, and mail comes in at a place."""
    settings = program.root / "azukari.toml"
    text = settings.read_text("utf-8")
    text = text.partition("[limits]")[0] if limits else text
    incoming = f'[incoming]\nreturn_path = "bounces@example.org"\nlmtp = "{urlsplit(mails).netloc}"\n'
    settings.write_text(f'trusted_proxy = "127.0.0.1"\n{text}\n{incoming}', "utf-8")


def _row(what: str, program: Program, seconds: float) -> tuple[str, ...]:
    """How long the page of a form took, and sending it."""
    pages: list[float] = []
    forms: list[float] = []
    numbers, until = count(), time.monotonic() + seconds
    notice = json.loads(_Visitor(program.url).get("/api/v1/forms/magazine")[1])["notice"]["en"]["digest"]
    while time.monotonic() < until or len(forms) < 2:
        visitor = _Visitor(program.url, f"203.{next(numbers) % 200}.113.7")
        began = time.perf_counter()
        status, _words = visitor.get("/en/forms/membership")
        pages.append(time.perf_counter() - began)
        body = {"email": f"reader-{what.split()[0]}-{next(numbers)}@example.org", "notice": notice, "lang": "en"}
        began = time.perf_counter()
        sent, _words = visitor.post("/api/v1/forms/magazine/submissions", json.dumps(body), "application/json")
        forms.append(time.perf_counter() - began)
        if (status, sent) != (200, 202):
            raise SystemExit(f"A visitor was answered {status} and {sent}.")
        visitor.close()
    return what, *(f"{1000 * of(times):.0f}" for times in (pages, forms) for of in (median, p95))


class _Visitor:
    """Somebody at the other end of a proxy.

    Args:
        address: where they come from.
    """

    def __init__(self, url: str, address: str = "198.51.100.7") -> None:
        at = urlsplit(url)
        self.place = at.netloc
        self._connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=120)
        self._headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", "Accept-Language": "en"}

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, body: str, kind: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        return self._ask("POST", path, body.encode(), {"Content-Type": kind, **(headers or {})})

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        self._connection.request(method, path, body, {**self._headers, **headers})
        answer = self._connection.getresponse()
        self.cookies = answer.headers.get_all("Set-Cookie") or []
        return answer.status, answer.read().decode()

    def close(self) -> None:
        self._connection.close()


def _hidden(page: str) -> dict[str, str]:
    return dict(_HIDDEN.findall(page))


def _to_questionnaire(visitor: _Visitor, text: str) -> int:
    path = "/en/questionnaires/riverside"
    carried = _hidden(visitor.get(path)[1])
    answers = {"visits": "weekly", "age": "30", "uses": "walking", "more": text, "step": "send"}
    return visitor.post(path, urlencode({**carried, **answers}), _FORM)[0]


def _to_form(visitor: _Visitor, text: str) -> int:
    path = "/en/forms/feedback"
    carried = _hidden(visitor.get(path)[1])
    return visitor.post(path, urlencode({**carried, "message": text, "email": text[:5000], "step": "check"}), _FORM)[0]


def _to_api(visitor: _Visitor, text: str) -> int:
    body = {"message": text, "email": text, "name": text, "lang": "en", "notice": "x"}
    return visitor.post("/api/v1/forms/feedback/submissions", json.dumps(body, ensure_ascii=False), "application/json")[
        0
    ]


_numbers = count()


def _for_a_link(visitor: _Visitor, _text: str) -> int:
    return visitor.post("/en/me", urlencode({"email": f"nobody-{next(_numbers)}@example.org"}), _FORM)[0]


def _by_password(visitor: _Visitor, _text: str) -> int:
    path = "/console/account/login/"
    page = visitor.get(path)[1]
    cookie = "; ".join(each.partition(";")[0] for each in visitor.cookies)
    token = _TOKEN.findall(page)[0]
    tried = {"login": f"nobody-{next(_numbers)}@example.org", "password": "not this", "csrfmiddlewaretoken": token}
    headers = {"Cookie": cookie, "Referer": f"https://{visitor.place}{path}", "Sec-Fetch-Site": "same-origin"}
    return visitor.post(path, urlencode(tried), _FORM, headers)[0]


MAIL = "mail"
MAIL_BYTES = 300_000


def _lines(each: str) -> str:
    """So many lines that they make a hostile mail."""
    return "".join(each.replace("#", str(n)) for n in range(MAIL_BYTES // (len(each) + 2)))


_PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
_MAILS = (
    "Content-Type: text/plain;\n" + _lines(' a*#*="x";\n') + "\nHERON\n",  # folded parameters
    "Content-Type: text/plain;\n" + _lines("  \t\n") + " charset=a\n\nHERON\n",
    _PLAIN + _lines("from: " + "a" * 280 + "\n"),  # what may begin a quotation
    _PLAIN + _lines("2026-11-2" + " " * 200 + "\n"),
    _PLAIN + _lines("> HERON\nHERON\n"),
    'Content-Type: multipart/mixed; boundary="b"\n\n' + _lines("--b\n\nHERON\n"),
    'Content-Type: multipart/mixed; boundary="b0"\n\n'
    + _lines('--b#\nContent-Type: multipart/mixed; boundary="b#"\n\n'),  # one within the other
    "Content-Type: text/html\n\n" + _lines("<div><blockquote><\n"),
    "Content-Type: text/html\n\n" + _lines("<!--<![CDATA[<a \n"),
    "Cc: a@example.jp,\n" + _lines(" (((a@b.example,\n") + f"{_PLAIN}HERON\n",
    "References:\n" + _lines(" <<<a@b.example\n") + f"{_PLAIN}HERON\n",
    "X: =?utf-8?q?\n" + _lines(" =?utf-8?b?YQ==?=\n") + f"{_PLAIN}HERON\n",
    "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    + _lines("Action: failed\nDiagnostic-Code: smtp; 5 5 5\n\n"),
)


def _by_mail(visitor: _Visitor, text: str) -> int:
    host, _colon, port = visitor.place.rpartition(":")
    head = f"From: nobody@example.jp\nTo: office@example.org\nSubject: {next(_numbers)}\n"
    with smtplib.LMTP(host, int(port), timeout=120) as talk:
        talk.ehlo_or_helo_if_needed()
        talk.mail("nobody@example.jp")
        talk.rcpt("office@example.org")
        return talk.data((head + text).replace("\n", "\r\n").encode())[0]


KINDS: Mapping[str, Send] = {
    "questionnaire": _to_questionnaire,
    "form": _to_form,
    "API": _to_api,
    "link to sign in": _for_a_link,
    "password": _by_password,
    MAIL: _by_mail,
}


@contextmanager
def _attacked(kind: str, url: str) -> Iterator[Callable[[], str]]:
    """Hostile requests from a process of their own; afterwards, how many there were, by how they were answered."""
    words = [sys.executable, "-m", "benchmarks.hostile", "--attack", kind, url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()  # the first was answered
        told: list[str] = []
        yield lambda: told[0]
        process.stdin.close()
        told.append(process.stdout.read().strip())


def _attack(kind: str, url: str) -> int:
    stop, answered = threading.Event(), Counter[int]()
    texts = _MAILS if kind == MAIL else [(each * BYTES)[: BYTES // len(each.encode())] for each in _TEXTS]
    threads = [threading.Thread(target=_send, args=(kind, url, texts, stop, answered)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    while not answered:
        time.sleep(0.05)
    print("begun", flush=True)
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    print(", ".join(f"{times} x {status}" for status, times in sorted(answered.items())))
    return 0


def _send(kind: str, url: str, texts: Sequence[str], stop: threading.Event, answered: Counter[int]) -> None:
    for number in count():
        if stop.is_set():
            return
        many = f"198.{18 + number // 250 % 2}.{number % 250}.7"  # one network gets few tries of passwords
        visitor = _Visitor(url, many) if kind == "password" else _Visitor(url)
        answered[KINDS[kind](visitor, texts[number % len(texts)])] += 1
        visitor.close()


if __name__ == "__main__":
    sys.exit(main())
