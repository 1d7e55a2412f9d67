"""Every way by which something could leave is one that somebody has thought about: closed lists, each with its reason.

What is not in a list fails here, before any test has to meet it. Whoever adds a line says why it lets nothing out.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import OURS, ROOT

TEMPLATES = [
    path
    for path in (ROOT / "azukari").rglob("templates/**/*")
    if path.suffix in (".html", ".txt", ".mjml") and path.is_file()
]

_CONNECTS = {
    "aiosmtpd", "aiosmtplib", "asyncio", "ctypes", "dns", "ftplib", "http.client", "http.server", "httpx",
    "imaplib", "multiprocessing", "poplib", "requests", "smtplib", "socket", "socketserver", "ssl", "subprocess",
    "syslog", "urllib.request", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
CONNECTED = {
    "cli.key_place": "calls the system to let two names change places",
    "cli.settings_faults": "whether the mail server answers; nothing of anybody is said to it",
    "cli.witness_server": "a witness that waits to be asked is a server",
    "shells.staff.oidc": "an exception of the issuer's answer",
    "lib.random_bytes": "OpenSSL's generator of random bytes, which Python keeps beside TLS",
    "lib.certificate": "a handshake with our own public address; nothing is said over it",
    "lib.core_dumps": "asks the kernel for no core dump",
    "lib.confined": "starts the child that reads a file from outside",
    "lib.shared_memory": "hands open memory on to a process that this one begins",
    "lib.deadline": "sockets that are bound in time",
    "lib.http_client": "one request to another server; who may use it is a list of its own",
    "lib.paper": "keeps a library from starting programs while it is read",
    "lib.dns": "asks the DNS for records of our own domain",
    "lib.wrapped_key": "runs the operator's program that wraps a master key; it gets nothing else",
    "core.mail.incoming.lmtp": "takes mail in from a mail server on this machine",
    "core.mail.incoming.mailbox": "takes mail in from a mailbox of our own",
    "core.mail.retrying": "exceptions of the mail server",
    "core.mail.refused_letters": "exceptions of the mail server",
    "core.mail.bulk.connection": "hands messages of a mailing to the mail server",
    "core.mail.bulk.processes": "begins the processes that send",
    "core.mail.smtp": "hands a letter to the mail server",
    "site.front.application": "the event loop of the web server, in which requests are gathered",
    "site.front.turns": "waits in that event loop",
    "site.front.under_way": "waits in that event loop",
    "site.server": "the web server",
    "site.watchdog": "asks the server of this very machine whether it answers",
    "shells.worker.worker_process": "begins the process of the worker",
    "features.magazine.spam_score": "a spam filter of this machine reads the sample of an issue, without personal data",
}
"""Modules that may know how one connects, or starts another program."""

ASKS = {
    "cli.ledger_witness": "reads another organisation's ledger, and sends its cosignature; no person in it",
    "core.mail.dns_records": "fetches the policy of our own domain; no person in it",
    "core.transfers.webhook": "posts what the gate has let through, sealed to the recipient",
    "core.payments.stripe": "an amount, what it is for, and a reference made up for it; no person in it",
    "features.audits.advisories": "asks about names and versions of libraries; no person in it",
    "core.ledger.witnesses": "asks witnesses to cosign a checkpoint: a number and a hash",
}
"""Modules that may send a request to another server (`lib.http_client`)."""

OPENS = {
    "release": {"Method", "Opened", "Reason", "ReleaseOptions", "release"},
    "for_case": {"find_for_case", "release_for_case", "MOST"},
    "former": {"Former", "KEPT", "corrections_kept", "forget_former", "former_values"},
    "index_search": {"TooShort", "search", "search_unopened"},
    "notes": {"Note", "NoteKind", "count", "erase", "read", "rewrite", "write"},
    "draft": {"NoSuchDraft", "link_of", "throw_away_again"},
    "hand_over": {"hand_over"},
    "publication": {"open_published"},
}
"""What may be imported out of the vault's modules that open something: what judges and records by itself, no more."""

READERS = {
    "features.records.api": "staff's programs, by a token",
    "features.records.correcting": "one value, to correct it",
    "features.records.duplicates": "two records side by side",
    "features.exports.work": "a list to take out, lot by lot, in the name of its maker",
    "features.records.people": "a page of the list",
    "features.records.person": "one person",
    "shells.staff.submission_opened": "one submission",
    "shells.staff.selected_purpose": "what the lists of a duty show, under the selected purpose",
    "features.feedback.desk.texts": "a closed message whose text is reviewed, to be kept without its person",
    "features.feedback.codes": "what we answered, for whoever has the code of their receipt",
    "core.forms.reply_letter": "our own words, in the mail that takes them to whoever wrote",
    "features.members.desk.bank_rows": "names of those who owe, to compare them with payers' names",
    "features.members.desk.listing": "a page of the list of members",
    "features.members.meetings.page": "names on the list for the minutes",
    "features.members.post.addressees": "names and addresses that go on labels and letters",
    "features.members.desk.steps": "the name on a receipt that staff make out",
    "core.mail.bulk.prepare": "the addresses of a batch of a mailing that leaves",
    "core.mail.incoming.outcome": "the address of whoever called our mail unwanted, to write to it never again",
    "core.mail.queue": "the address of a letter that leaves",
    "core.forms.waiting": "the address to which the mail that asks to confirm it goes once more",
    "shells.self_service.own_data": "the person's own page",
    "shells.self_service.archive": "the person's own file",
    "features.volunteers.desk.roll": "the names of those on a shift around its time, and one number to call",
    "features.rights.from_form": "a message that is a request, for the rights desk",
    "features.rights.hand_over": "the file for the person, on paper",
}
"""Modules that may call the release."""

LOGGED = {
    "error.__class__.__name__", "type(error).__name__", "message.id", "job.name", "lane.value", "state.failing",
    "control.name", "sweep.name", "method", "route", "name", "facts",
    "role.value", "silent", "wait",
}  # fmt: skip
"""What may be put into a log line or an error report: kinds, names of jobs and threads, numbers, references, and the
``facts`` of a request: method, route, status, time."""

REPORTS = "lib.failure"
"""The module that writes error reports; the words for what was being done come from its callers, looked at as well."""

COOKIES = {
    "core.accounts.device",
    "shells.self_service.cookie",
    "features.audits.checks_policy",
}  # the last one looks whether a page sets any
UNCHECKED = {  # csrf_exempt: where there is no session to ride on, or a check of its own
    "features.feedback.fetching", "features.feedback.public_answers", "features.feedback.useful",
    "features.questionnaires.public",
    "shells.staff.uploads",
    "shells.staff.unsaved",
    "shells.self_service.views.unsaved",  # they show what their sender had typed, and do nothing
    "core.forms.intake_view", "core.forms.pages", "core.ledger.views", "core.mail.link_page",
    "core.payments.webhook", "features.magazine.archive", "shells.self_service.guard",
    "shells.self_service.views.sign_in", "site.demo", "site.demo_pay", "features.statistics.views",
}  # fmt: skip
RAW = {
    "features.magazine.markdown",
    "features.rights.desk.letter",
    "site.api_page",
    "core.appearance.markdown",
    "site.demo",
    "site.templatetags.azukari",
    "shells.self_service.templatetags.own",
    "core.forms.unsaved",
    "shells.staff.templatetags.form_token",
    "features.records.templatetags.cells",
    "features.rules.desk.processing",
}
"""Modules that hand ready HTML to a page."""

IN_AN_ADDRESS = {
    "DONE", "TO", "before", "begins", "by", "dark", "days", "done", "form", "kind", "lang", "left", "light", "mine",
    "next", "page", "prompt", "purpose", "request_id", "said", "saved", "since", "site", "sort", "state", "until", "v",
    "width", "year",
}  # fmt: skip
"""Names of parameters that may stand in an address: states, days, pages, how many were left out."""

QUOTING = {
    "core.accounts.duties": "names duties", "shells.staff.menu": "names a page",
    "core.policy_versions": "numbers of charters",
    "features.policy": "names shapes of the policy", "shells.staff.sections": "names a section",
    "shells.staff.figures": "names a figure",
    "shells.worker.jobs": "names a job", "core.database.cascade": "names tables",
    "core.database.suspended_triggers": "names tables",
    "core.database.rows": "names a table",
    "core.transfers.webhook": "a status",
    "core.forms.importing": "names columns, rows and fields of a list, never what stands in them",
    "core.forms.kinds": "a kind",
    "core.forms.front_links": "the name of an address", "core.forms.front_cards": "the name of a feature",
    "core.ledger": "numbers, names of witnesses and of keys", "features.agents": "a claim's name, a number",
    "core.cases.executors": "a kind", "features.members.desk.classes": "the bounds of a number",
    "site.server": "files and ports", "site.templatetags": "the name of an icon",
    "core.vault.refusal": "code and clause",
    "core.backup": "files of the operator", "core.mail.dkim": "files of keys", "core.mail.trial": "the gate's sentence",
    "cli": "what the operator typed, and files", "demo": "the fictional organisation",
    "lib": "files, settings, numbers",
    "policy": "the policy", "features.questionnaires.read_answers": "labels and limits of questions",
    "features.questionnaires.fault": "the organisation's questions", "features.questionnaires.logic": "conditions",
    "features.questionnaires.yaml_file": "lines of the organisation's file",
    "features.training.course": "files of lessons",
    "features.rules": "files of a bundle",
}  # fmt: skip
"""Packages whose exceptions may carry more than constant words."""

REPEATING = {
    "core.forms.importing.csv_table": "the reader of CSV, which names lines",
    "core.ledger.proof": "our own, about notes and proofs",
    "core.ledger.views": "our own, about witnesses",
    "core.ledger.witnesses": "our own, about keys and notes",
    "shells.worker.controls": "our own, about the charter and a key",
    "features.rights.command": "our own, about the charter",
    "features.rules.command": "our own, about the charter",
    "features.rules.verify_bundle": "our own, about files and proofs of a bundle",
    "shells.worker.standing": "our own, about the instance's files",
    "shells.worker.key_control": "our own, about the instance's files",
}
"""Modules that pass on the words of an error that they caught, each with whose words these are."""

SHOWS = {
    "shells/self_service/templates/own/part/registration.html", "shells/self_service/templates/own/archive.html",
    "shells/self_service/templates/own/package.html", "shells/self_service/templates/own/overview.html",
    "site/templates/site/part/sealed_value.html", "site/templates/site/part/summary_list.html",
}  # fmt: skip
"""Templates that print the text of a value that was opened."""

REMEMBERS = {
    "core.forms.problem._sentence", "core.vault.wrapping.master_key", "core.vault.wrapping._newest",
    "core.vault.wrapping._group_cipher",
    "core.vault.index_token.index_secret", "core.vault.index_token._on_disk",
    "core.vault.suppression._key", "core.vault.counted._question", "core.vault.counted._of_nobody",
    "core.vault.scan._questions",
    "core.mail.dkim._signer", "core.vault.wrapping._outer_cipher", "core.vault.batch_keys.opening",
    "core.vault.value_row.each_purpose",
    "features.questionnaires.sealed_answers._room",
    "features.questionnaires.as_rows._tally", "features.questionnaires.asked_version._made",
    "features.questionnaires.asked_version._stands",
    "features.questionnaires.invited.tickets._public", "features.audits.day_notes._remembered",
    "features.training.course.written", "features.training.history._asked",
}  # fmt: skip
"""Functions whose answers stay in memory: sentences and keys, by number or kind; questions about nobody; the
purposes that a row names; questionnaires and the cells of their tables; the days of the instance; lessons."""

OF_NOBODY = ("core.appearance.", "core.policy_versions.", "core.database.", "core.ledger.", "lib.", "policy.", "site.")
"""Packages that get nothing of a person to remember: documents, tables by their names, files."""

PLAIN_TEXT = {"letter.txt", "password_reset_key_message.txt", "password_reset_key_subject.txt"}
"""Templates without escaping, since they are no HTML."""


@dataclass
class Facts:
    """What one module does that could let something out."""

    imports: set[tuple[str, str]] = field(default_factory=set)
    by_name: bool = False  # imports or evaluates what is put together while the program runs
    logs: list[str] = field(default_factory=list)
    tracebacks: bool = False
    prints: list[str] = field(default_factory=list)
    cookies: bool = False
    remembers: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)  # parameters of an address
    quotes: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)  # the words of an error that was caught


def _facts() -> dict[str, Facts]:
    """By the name of each module of ours."""
    return {_module(path): _looked_at(path, path.stat().st_mtime_ns) for path in OURS if path.exists()}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts[1:])


@cache
def _looked_at(path: Path, _changed: int) -> Facts:
    found = Facts()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for look in (_import, _call, _name, _function, _exception, _caught):
            look(node, found)
    return found


def _import(node: ast.AST, found: Facts) -> None:
    if isinstance(node, ast.Import):
        found.imports |= {(alias.name, "") for alias in node.names}
    elif isinstance(node, ast.ImportFrom) and node.module:
        found.imports |= {(node.module, alias.name) for alias in node.names}


_LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_OUT = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "warnings.warn", "traceback.print_exc"}
_LAST = {"cookies", *(name.rpartition(".")[2] for name in _OUT)}


def _call(node: ast.AST, found: Facts) -> None:
    if not isinstance(node, ast.Call):
        return
    called = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    base, _dot, last = called.rpartition(".")
    together = last in ("import_module", "__import__") and not isinstance(node.args[0], ast.Constant)
    found.by_name |= together or called in ("exec", "eval", "__import__")
    if last in _LEVELS and "log" in base.lower():
        said = {ast.unparse(word) for word in node.args[1:]}
        if not isinstance(node.args[0], ast.Constant) or not said <= LOGGED or node.keywords:
            found.logs.append(ast.unparse(node))
        found.tracebacks |= last == "exception"
    if called == "report":
        what = next((word.value for word in node.keywords if word.arg == "what"), None)
        parts = what.values if isinstance(what, ast.JoinedStr) else [what]
        said = {ast.unparse(part.value) for part in parts if isinstance(part, ast.FormattedValue)}
        if not all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts) or not said <= LOGGED:
            found.logs.append(ast.unparse(node))
    if re.fullmatch(r"(?:visit\.)?request\.GET\.(?:get|getlist|pop)", called):
        found.asked.add(ast.unparse(node.args[0]).strip("'"))
    if called == "super().__init__" and _is_put_together(node):
        found.quotes.append(ast.unparse(node))


def _name(node: ast.AST, found: Facts) -> None:
    if isinstance(node, ast.Attribute):
        whole = ast.unparse(node) if node.attr in _LAST else ""
        found.cookies |= node.attr in ("set_cookie", "set_signed_cookie") or whole == "response.cookies"
        if whole in _OUT:
            found.prints.append(whole)
    elif isinstance(node, ast.Name) and node.id in ("print", "pprint", "breakpoint"):
        found.prints.append(node.id)


def _function(node: ast.AST, found: Facts) -> None:
    if isinstance(node, ast.FunctionDef) and node.args.args:
        words = [ast.unparse(word) for word in node.decorator_list]
        if any(re.search(r"\b(?:lru_)?cache\b", word) for word in words):
            found.remembers.add(node.name)


def _exception(node: ast.AST, found: Facts) -> None:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _is_put_together(node.exc):
        found.quotes.append(ast.unparse(node))


def _caught(node: ast.AST, found: Facts) -> None:
    """Where a caught error is made text: by ``str``, ``repr``, in an f-string, by its arguments."""
    if not isinstance(node, ast.ExceptHandler) or node.name is None:
        return
    for piece in ast.walk(node):
        spoken = isinstance(piece, ast.FormattedValue) and ast.unparse(piece.value) == node.name
        made = isinstance(piece, ast.Call) and ast.unparse(piece) in (f"str({node.name})", f"repr({node.name})")
        if spoken or made or ast.unparse(piece) == f"{node.name}.args":
            found.repeats.append(ast.unparse(piece))


def _is_put_together(call: ast.Call) -> bool:
    """Whether an exception is made with more than constant words; an address that is led to is none."""
    if "reverse(" in ast.unparse(call):
        return False
    return any(
        isinstance(piece, ast.JoinedStr)
        or (isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Mod))
        or (isinstance(piece, ast.Attribute) and piece.attr == "format")
        for piece in ast.walk(call)
    )


def _who_takes(*names: str) -> set[str]:
    """The modules that import something of that name."""
    return {name for name, facts in _facts().items() if any(taken in names for _, taken in facts.imports)}


def _connects(module: str, name: str) -> bool:
    return any(found in _CONNECTS for found in (module, module.partition(".")[0], f"{module}.{name}"))


def test_only_known_modules_can_connect_to_anything():
    found = {name for name, facts in _facts().items() if any(_connects(*taken) for taken in facts.imports)}
    assert found <= set(CONNECTED), "A new way out needs a reason here, and a channel that is declared."
    assert found == set(CONNECTED), "A line that is of no use any more."


def test_only_known_modules_send_requests_to_other_servers():
    assert _who_takes("exchange") == set(ASKS), "A new way out needs a reason here, and a channel that is declared."


def test_nothing_is_imported_by_a_name_that_is_put_together():
    assert {name for name, facts in _facts().items() if facts.by_name} <= {
        "cli.verbs",
        "lib.confined_child",
        "site.server",
        "site.slices",
        "site.urls",
    }


def test_out_of_the_vault_comes_what_judges_and_records():
    wrong = [
        f"{name}: {module}.{taken}"
        for name, facts in _facts().items()
        if not name.startswith("core.vault.")
        for module, taken in facts.imports
        if taken not in OPENS.get(module.removeprefix("azukari.core.vault."), {taken})
    ]
    assert not wrong


def test_only_known_modules_call_the_release():
    release = ("azukari.core.vault.release", "release")
    found = {n for n, facts in _facts().items() if not n.startswith("core.vault.") and release in facts.imports}
    assert found <= set(READERS), "Whoever reads names a purpose; say here what for."


def test_a_log_line_holds_constant_words_and_references():
    assert not [f"{name}: {line}" for name, facts in _facts().items() for line in facts.logs if name != REPORTS]
    assert not [name for name, facts in _facts().items() if facts.tracebacks], "A traceback may quote somebody."


def test_nothing_is_printed_but_by_the_command():
    found = {name for name, facts in _facts().items() if facts.prints and not name.startswith("cli.")}
    assert found <= {"lib.terminal", "site.messages", "site.reading", "site.server", "features.rules.verify_bundle"}


def test_cookies_are_set_in_two_places():
    assert {name for name, facts in _facts().items() if facts.cookies} <= COOKIES


def test_nobody_keeps_values_in_a_cache():
    facts = _facts()
    taken = {(n, one) for n, f in facts.items() for m, one in f.imports if m.startswith("django.core.cache")}
    assert taken == {("site.wsgi", "close_caches")}, "There is none; that it need not be closed, the server knows."
    kept = {f"{n}.{one}" for n, f in facts.items() if not n.startswith(OF_NOBODY) for one in f.remembers}
    assert kept == REMEMBERS


def test_forms_without_a_token_of_ours_are_known():
    assert _who_takes("csrf_exempt") == UNCHECKED


def test_ready_html_comes_from_known_places():
    assert _who_takes("mark_safe", "format_html", "SafeString", "format_html_join") <= RAW


def test_an_address_asks_for_states_and_days_alone():
    wrong = [f"{name}: {asked}" for name, facts in _facts().items() for asked in facts.asked - IN_AN_ADDRESS]
    assert not wrong, "Whatever is typed comes by POST, so that it stands in no address and no log of a proxy."


def test_exceptions_quote_nobody():
    wrong = [
        f"{name}: {line}"
        for name, facts in _facts().items()
        if not any(name == known or name.startswith(f"{known}.") for known in QUOTING)
        for line in facts.quotes
    ]
    assert not wrong, "What is raised may be logged."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "azukari")))
def test_a_template_lets_nothing_out(path: Path):
    text, name = path.read_text("utf-8"), str(path.relative_to(ROOT / "azukari"))
    assert not re.search(r"\|\s*safe\b|{%\s*debug\s*%}|\bjson_script(?!\w)(?=.*(?:value|typed|person))", text)
    assert "autoescape off" not in text or path.name in PLAIN_TEXT
    assert not re.search(
        r"""<(?:script|img|link|iframe|object|embed)\b[^>]*(?:src|href|data)=["'](?:https?:)?//""", text
    )
    if path.suffix == ".html" and "mfa" not in path.parts:
        assert not re.search(r"<script>|<script [^>]*>[^<]|\son[a-z]+=|\sstyle=", text)
    for form in re.findall(r"<form method=\"get\".*?</form>", text, re.DOTALL):
        assert {*re.findall(r'name="([\w-]+)"', form)} <= IN_AN_ADDRESS, "What is typed goes by POST."
    for address in re.findall(r"""(?:href|action)="([^"]*)\"""", text):
        said = re.sub(r"{{ (?:policy\.organisation|organisation|office|policy\.requests|requests)\.\w+ }}", "", address)
        assert not re.search(r"{{[^}]*\b(?:text|email|name|phone|said|typed|words|raw)\b[^}]*}}", said), said
    if re.search(r"{{\s*(?:\w+\.)?(?:value|was|former|opened|cell|held)\.(?:text|raw)\b", text):
        assert name in SHOWS


def test_the_words_of_a_caught_error_go_no_further():
    found = {name for name, facts in _facts().items() if facts.repeats}
    outside = {name for name in found if not name.startswith(("cli.", "lib.", "policy.", "core.backup."))}
    assert outside <= set(REPEATING), "An error may quote somebody: keep its kind, type(error).__name__."
