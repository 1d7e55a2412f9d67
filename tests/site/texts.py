"""Every text of the program in both languages, as tests of words and of sentences read it."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from azukari.policy.parse import STARTER
from azukari.site import messages

ROOT = Path(__file__).parents[2]
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


@cache
def catalogues() -> Mapping[Path, Catalog]:
    return messages.catalogues()


def said(message: Message) -> str:
    texts = [text for each in (message.id, message.string) for text in ((each,) if isinstance(each, str) else each)]
    return "\n".join(texts)


def _of_code() -> Iterator[tuple[str, str]]:
    """Whole sentences that stand in Python in both languages: refusals, notices, hints of the policy's editor."""
    for path in messages.PACKAGE.rglob("*.py"):
        source = path.read_text("utf-8")
        if path.name.startswith("test_") or not _JAPANESE.search(source):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _JAPANESE.search(node.value):
                yield str(path.relative_to(ROOT)), node.value


@cache
def everything() -> list[tuple[str, str]]:
    return list(_everything())


def _everything() -> Iterator[tuple[str, str]]:
    for path, catalogue in catalogues().items():
        yield from ((str(path.relative_to(ROOT)), said(message)) for message in catalogue if message.id)
    yield from _of_code()
    for path in (
        each for kind in ("*.html", "*.txt", "*.mjml") for each in messages.PACKAGE.rglob(f"templates/**/{kind}")
    ):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for starter in [STARTER, *messages.PACKAGE.rglob("style.yaml")]:
        for line in starter.read_text("utf-8").splitlines():
            if not line.lstrip().startswith("#"):
                yield str(starter.relative_to(ROOT)), line
