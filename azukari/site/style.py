"""The style guide: every partial in every state, for developers, with made-up people (demonstrations only)."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ruamel.yaml import YAML

from azukari.site.icons import ICONS

_SAMPLES = Path(__file__).with_name("style.yaml")


def _in(node: Any, lang: str) -> Any:
    """The samples in one language: each ``{ja: ..., en: ...}`` becomes its words."""
    if isinstance(node, dict):
        return node[lang] if node.keys() == {"ja", "en"} else {key: _in(value, lang) for key, value in node.items()}
    return [_in(item, lang) for item in node] if isinstance(node, list) else node


def _samples(lang: str) -> dict[str, Any]:
    samples: dict[str, Any] = _in(YAML(typ="safe").load(_SAMPLES), lang)
    return samples | {"page_obj": Paginator(range(250), 50).page(2), "icons": sorted(ICONS)}


@require_safe
def guide(request: HttpRequest, lang: str) -> HttpResponse:
    """Every partial, once in each state."""
    return render(request, "site/style.html", _samples(lang))


@require_safe
def console(request: HttpRequest, lang: str) -> HttpResponse:
    """The console's frame, filled with the same people."""
    return render(request, "site/style_console.html", _samples(lang))
