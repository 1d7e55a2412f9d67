"""Every way by which something could leave is one that somebody has thought about: closed lists, each with its reason.

What is not in a list fails here, before any test has to meet it. Whoever adds a line says why it lets nothing out.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_source import OURS, ROOT

TREES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts[1:]): ast.parse(path.read_text("utf-8")) for path in OURS
}
TEMPLATES = [
    path
    for path in (ROOT / "azukari").rglob("templates/**/*")
    if path.suffix in (".html", ".txt", ".mjml") and path.is_file()
]

_CONNECTS = {
    "asyncio", "ctypes", "ftplib", "http.client", "http.server", "httpx", "imaplib", "multiprocessing", "aiosmtplib",
    "requests", "smtplib", "socket", "socketserver", "ssl", "subprocess", "syslog", "urllib.request", "urllib3",
    "webbrowser", "xmlrpc",
}  # fmt: skip
CONNECTED = {
    "cli.ledger_witness": "a witness reads another organisation's ledger, and sends its cosignature; no person in it",
    "cli.serve": "starts the web process",
    "cli.staff": "an exception of the mail server",
    "console.oidc": "an exception of the issuer's answer",
    "console.staff": "an exception of the mail server",
    "console.staff_letters": "an exception of the mail server",
    "disclosure.webhook": "posts what the gate has let through, sealed to the recipient",
    "ledger.witnesses": "asks witnesses to cosign a checkpoint: a number and a hash",
    "mail.queue": "exceptions of the mail server",
    "site.server": "the web server",
}
"""Modules that may know how one connects, or starts another program."""

OPENS = {
    "release": {"Opened", "Reason", "release"},
    "for_case": {"find_for_case", "release_for_case", "FINDABLE", "MOST"},
    "former": {"Former", "KEPT", "corrections_kept", "forget_former", "former_values"},
    "index_search": {"TooShort", "search"},
    "notes": {"Note", "NoteKind", "count", "erase", "read", "write"},
    "draft": {"NoSuchDraft", "link_of"},
    "hand_over": {"hand_over"},
}
"""What may be imported out of the vault's modules that open something: what judges and records by itself, no more."""

READERS = {
    "console.api": "staff's programs, by a token",
    "console.correcting": "one value, to correct it",
    "console.duplicates": "two records side by side",
    "console.people": "a page of the list",
    "console.person": "one person",
    "console.submission": "one submission",
    "mail.queue": "the address of a letter that leaves",
    "rights.own_data": "the person's own page",
    "rights.archive": "the person's own file",
    "rights.carry_out": "what a decided request is about, to carry it out",
    "rights.hand_over": "the file for the person, on paper",
}
"""Modules that may call the release."""

LOGGED = {"error.__class__.__name__", "type(error).__name__", "message.id", "job.name", "state.error", "state.failing"}
"""What may be put into a log line: kinds, names of jobs, numbers, references."""

WITH_A_TRACEBACK = {"rights.carry_out", "accounts.readiness"}
"""Modules that log an error with its traceback: what they call raises nothing that quotes anybody."""

COOKIES = {"accounts.device", "rights.cookie"}
UNCHECKED = {  # csrf_exempt: where there is no session to ride on, or a check of its own
    "console.importing.door", "console.look", "forms.confirming", "forms.guardian_pages", "forms.intake_view",
    "forms.pages", "forms.saved", "ledger.views",
    "rights.guard", "rights.views.address", "rights.views.merge", "rights.views.sign_in", "rounds.pages",
}  # fmt: skip
RAW = {"site.demo", "site.templatetags.azukari", "rights.templatetags.rights"}
"""Modules that hand ready HTML to a page."""

IN_AN_ADDRESS = {
    "DONE", "before", "dark", "days", "done", "form", "kind", "lang", "light", "next", "page", "prompt", "purpose",
    "saved", "since", "sort", "state", "until", "v", "width", "mine",
}  # fmt: skip
"""Names of parameters that may stand in an address: states, days, pages."""

QUOTING = {
    "accounts.duties": "names duties", "accounts.menu": "names a page", "charter": "numbers of charters",
    "console.editor": "names shapes of the policy", "database.rows": "names a table", "disclosure.webhook": "a status",
    "forms.importing": "names columns, rows and fields of a list, never what stands in them", "forms.kinds": "a kind",
    "ledger": "numbers, names of witnesses and of keys", "rights.package": "an address inside the document",
    "site.server": "files and ports", "site.templatetags": "the name of an icon", "vault.refusal": "code and clause",
    "backup": "files of the operator", "cli": "what the operator typed, and files", "lib": "files, settings, numbers",
    "policy": "the policy",
}  # fmt: skip
"""Packages whose exceptions may carry more than constant words."""

SHOWS = {
    "rights/templates/rights/part/registration.html", "rights/templates/rights/archive.html",
    "rights/templates/rights/package.html", "rights/templates/rights/overview.html",
    "site/templates/site/part/sealed_value.html", "site/templates/site/part/summary_list.html",
}  # fmt: skip
"""Templates that print the text of a value that was opened."""

REMEMBERS = {
    "console.editor.tree.optional", "forms.problem._sentence", "vault.cipher.master_key", "vault.cipher._newest_master",
    "vault.cipher._index_key", "vault.index_code.index_key", "vault.suppression._key",
}  # fmt: skip
"""Functions whose answers stay in memory: sentences and keys, by number or kind."""

PLAIN_TEXT = {"letter.txt", "password_reset_key_message.txt", "password_reset_key_subject.txt"}
"""Templates without escaping, since they are no HTML."""


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every module that is imported, with the name that is taken out of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _connects(module: str, name: str) -> bool:
    return any(found in _CONNECTS for found in (module, module.partition(".")[0], f"{module}.{name}"))


def test_only_known_modules_can_connect_to_anything():
    found = {name for name, tree in TREES.items() if any(_connects(*taken) for taken in _imports(tree))}
    assert found <= set(CONNECTED), "A new way out needs a reason here, and a channel that is declared."
    assert found == set(CONNECTED), "A line that is of no use any more."


def test_nothing_is_imported_by_a_name_that_is_put_together():
    may = {"cli.__main__", "site.server"}
    found = {
        name
        for name, tree in TREES.items()
        for call in _calls(tree)
        if (ast.unparse(call.func).rpartition(".")[2] in ("import_module", "__import__")
        and not isinstance(call.args[0], ast.Constant))
        or ast.unparse(call.func) in ("exec", "eval")
    }
    assert found <= may


def test_out_of_the_vault_comes_what_judges_and_records():
    wrong = [
        f"{name}: {module}.{taken}"
        for name, tree in TREES.items()
        if not name.startswith("vault.")
        for module, taken in _imports(tree)
        for opener, allowed in OPENS.items()
        if module == f"azukari.vault.{opener}" and taken not in allowed
    ]
    assert not wrong


def test_only_known_modules_call_the_release():
    found = {
        name
        for name, tree in TREES.items()
        if not name.startswith("vault.") and ("azukari.vault.release", "release") in _imports(tree)
    }
    assert found <= set(READERS), "Whoever reads names a purpose; say here what for."


def _is_a_log(call: ast.Call) -> bool:
    func = call.func
    named = isinstance(func, ast.Attribute) and func.attr in (
        "debug", "info", "warning", "error", "exception", "critical", "log",
    )  # fmt: skip
    return named and "log" in ast.unparse(func.value).lower()  # type: ignore[attr-defined]


def test_a_log_line_holds_constant_words_and_references():
    wrong = []
    for name, tree in TREES.items():
        for call in filter(_is_a_log, _calls(tree)):
            first, *rest = call.args
            said = [ast.unparse(word) for word in rest]
            if not isinstance(first, ast.Constant) or not {*said} <= LOGGED or call.keywords:
                wrong.append(f"{name}: {ast.unparse(call)}")
            if ast.unparse(call.func).endswith(".exception") and name not in WITH_A_TRACEBACK:
                wrong.append(f"{name}: a traceback may quote somebody")
    assert not wrong


def test_nothing_is_printed_but_by_the_command():
    out = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "warnings.warn", "traceback.print_exc"}
    wrong = [
        f"{name}: {ast.unparse(node)}"
        for name, tree in TREES.items()
        if not name.startswith("cli.")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in out)
        or (isinstance(node, ast.Name) and node.id in ("print", "pprint", "breakpoint"))
    ]
    assert [line for line in wrong if not line.startswith(("site.messages", "site.server"))] == []


def test_cookies_are_set_in_two_places():
    found = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (node.attr in ("set_cookie", "set_signed_cookie") or ast.unparse(node) == "response.cookies")
    }
    assert found <= COOKIES


def test_nobody_keeps_values_in_a_cache():
    assert not [
        name for name, tree in TREES.items() if any(m.startswith("django.core.cache") for m, _ in _imports(tree))
    ]
    kept = {
        f"{name}.{node.name}"
        for name, tree in TREES.items()
        if name.partition(".")[0] in ("vault", "rights", "mail", "forms", "console", "disclosure", "consent", "people")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for word in node.decorator_list
        if re.search(r"\b(?:lru_)?cache\b", ast.unparse(word)) and node.args.args
    }
    assert kept <= REMEMBERS


def test_forms_without_a_token_of_ours_are_known():
    found = {name for name, tree in TREES.items() if any(taken == "csrf_exempt" for _, taken in _imports(tree))}
    assert found <= UNCHECKED


def test_ready_html_comes_from_known_places():
    words = {"mark_safe", "format_html", "SafeString", "format_html_join"}
    assert {name for name, tree in TREES.items() if any(taken in words for _, taken in _imports(tree))} <= RAW


def test_an_address_asks_for_states_and_days_alone():
    wrong = [
        f"{name}: {ast.unparse(call)}"
        for name, tree in TREES.items()
        for call in _calls(tree)
        if re.fullmatch(r"(?:visit\.)?request\.GET\.(?:get|getlist|pop)", ast.unparse(call.func))
        and ast.unparse(call.args[0]).strip("'") not in IN_AN_ADDRESS
    ]
    assert not wrong, "Whatever is typed comes by POST, so that it stands in no address and no log of a proxy."


def _quotes(node: ast.AST) -> bool:
    """Whether an exception is made with more than constant words."""
    made = node.exc if isinstance(node, ast.Raise) else node
    if isinstance(node, ast.Call) and ast.unparse(node.func) != "super().__init__":
        return False
    return isinstance(made, ast.Call) and any(
        isinstance(piece, ast.JoinedStr)
        or (isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Mod))
        or (isinstance(piece, ast.Attribute) and piece.attr == "format")
        for piece in ast.walk(made)
    )


def test_exceptions_quote_nobody():
    wrong = [
        f"{name}: {ast.unparse(node)}"
        for name, tree in TREES.items()
        if not any(name == known or name.startswith(f"{known}.") for known in QUOTING)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise | ast.Call) and _quotes(node)
    ]
    assert not [line for line in wrong if "reverse(" not in line], "What is raised may be logged."


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
