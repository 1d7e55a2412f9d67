"""Which jobs write to people, and by which kinds of mail: read from the source, from each job of the registry on.

A function calls whatever function of ours it names. That is more than it does at times, and never less, but for what
comes by a socket.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import azukari
from azukari.core.mail import letter, mailing_kind
from azukari.lib.job import Job
from azukari.policy.terms import Text
from azukari.shells.worker.jobs import jobs

ROOT = Path(azukari.__file__).parent.parent
SENDS = {
    ("azukari.core.mail.queue", "enqueue"),
    ("azukari.core.mail.queue", "row"),
    ("azukari.core.mail.blind", "enqueue_blind"),
    ("azukari.core.mail.mailing", "write"),
}
"""What puts a mail into the queue, or makes a mailing."""

_ASKED = {"en": "it asks whether they agree to a new use", "ja": "新しい使いみちへの同意をお尋ねするため"}
_ANSWER = {"en": "it answers what they asked for by law", "ja": "法律に基づくご請求にお答えするため"}
OWED: Mapping[str, Text] = {
    "forms:ended": {"en": "it tells when their data goes", "ja": "情報を消す時期をお知らせするため"},
    "forms:import": {"en": "it asks whether they agree at all", "ja": "名簿に載せてよいかをお尋ねするため"},
    "incidents:notice": {"en": "a law has us tell of an incident", "ja": "法律で事故の通知が義務づけられているため"},
    "reconsent:ask": _ASKED,
    "reconsent:remind": _ASKED,
    "rights:case-answer": _ANSWER,
    "rights:case-decided": _ANSWER,
    "rights:case-received": _ANSWER,
}
"""What goes to people whatever the policy says of uses, and why."""

type Function = tuple[str, str]


@dataclass
class Module:
    """What a module's names stand for, and which names each of its functions has.

    Args:
        known: imported names, each with the module and the name there.
        texts: constants that are a word.
        names: by function, the names in it; of a method, by the method's own name.
    """

    known: dict[str, Function] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)


@cache
def module(name: str) -> Module:
    """The module of that name; an empty one if it is none of ours."""
    base = ROOT / name.replace(".", "/")
    file = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    found = Module()
    if not name.startswith("azukari") or not file.exists():
        return found
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.known |= {each.asname or each.name: (node.module, each.name) for each in node.names}
        elif isinstance(node, ast.FunctionDef):
            found.names.setdefault(node.name, set()).update(_names(node))
        elif isinstance(node, ast.Assign) and (word := _word(node.value)):
            found.texts |= {each.id: word for each in node.targets if isinstance(each, ast.Name)}
    return found


def _word(value: ast.expr) -> str:
    """The word that a constant is, or by which a kind of mail is called."""
    made = value.args[0] if isinstance(value, ast.Call) and value.args else value
    return made.value if isinstance(made, ast.Constant) and isinstance(made.value, str) else ""


def _names(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            yield f"{each.value.id}.{each.attr}"


def _stands_for(at: str, name: str) -> Function | None:
    """The function, or the constant, that a name stands for in a module."""
    here, (first, _dot, rest) = module(at), name.partition(".")
    if rest:
        where = here.known.get(first)
        return (f"{where[0]}.{where[1]}", rest) if where else None
    return here.known.get(first, (at, first))


def _reached(begin: Function) -> set[Function]:
    found, left = {begin}, [begin]
    while left:
        at, name = left.pop()
        for each in module(at).names.get(name, ()):
            there = _stands_for(at, each)
            if there and there not in found and there[1] in module(there[0]).names:
                found.add(there)
                left.append(there)
    return found


def _begins(job: Job) -> Iterator[Function]:
    run = job.run.func if isinstance(job.run, partial) else job.run
    owner = getattr(run, "__module__", "")
    if getattr(run, "__name__", "") == "<lambda>":
        own = ast.parse(inspect.getsource(run).strip().rstrip(",").join("()"))
        yield from (there for name in _names(own) if (there := _stands_for(owner, name)))
    else:
        yield owner, run.__name__


def asks_the_policy(job: Job) -> bool:
    """Whether the job leaves out forms whose purposes do not allow what it does (`vault.ways.closed_forms`)."""
    return any(("azukari.core.vault.ways", "closed_forms") in _reached(begin) for begin in _begins(job))


def written_by(job: Job) -> frozenset[str]:
    """The kinds of mail that the job puts into the queue, by their names."""
    kinds = {*(kind.name for kind in letter.registered()), *(kind.name for kind in mailing_kind.kinds())}
    found: set[str] = set()
    for begin in _begins(job):
        reached = _reached(begin)
        if not reached & SENDS:
            continue
        for at, name in reached:
            constants = (_stands_for(at, each) for each in module(at).names[name])
            words = (module(there[0]).texts.get(there[1], "") for there in constants if there)
            found |= {word for word in words if word in kinds}
    return frozenset(found)


def table() -> dict[str, frozenset[str]]:
    """Each job that writes to people, by its name."""
    return {job.name: kinds for job in jobs() if (kinds := written_by(job))}
