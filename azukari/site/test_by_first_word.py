"""The index finds what Django finds without one, and tries fewer addresses."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver, get_resolver, include, path, re_path

from azukari.site.by_first_word import ByFirstWord


def _view(request: HttpRequest, **said: object) -> HttpResponse:
    del request
    return HttpResponse(str(said))


def _entries() -> list[Any]:
    return [
        path("", include([path("", _view, name="first"), path("a/<int:number>", _view, name="number")])),
        path("a/<slug:slug>", _view, name="slug"),
        path("<slug:word>/b", _view, name="any"),
        path("b/", include([path("c", _view, name="inner"), path("<slug:slug>", _view, name="slugged")])),
        path("b", _view, name="word"),
        path("b-<int:number>", _view, name="part of a word"),
        path("kept/", include([path("x", _view, name="x")]), {"more": 1}),
        re_path(r"^z+$", _view, name="by expression"),
    ]


_PATHS = [
    "",
    "a/1",
    "a/x",
    "a/b",
    "b",
    "b/",
    "b/c",
    "b/b",
    "b-3",
    "kept/x",
    "zz",
    "c/b",
    "c",
    "a",
    "b/c/d",
    "/",
    "a/1/",
]


@pytest.mark.parametrize("rest", _PATHS)
def test_the_index_finds_what_is_found_without_it(rest: str):
    plain: URLResolver = path("in/", include(_entries()))
    assert _found(ByFirstWord("in/", _entries()), f"in/{rest}") == _found(plain, f"in/{rest}")


def test_what_does_not_begin_so_is_not_found():
    assert _found(ByFirstWord("in/", _entries()), "out/a/1") is None


def _found(resolver: URLResolver, address: str) -> object:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return match.url_name, match.kwargs, match.route


def test_few_addresses_are_tried_for_any():
    with pytest.raises(Resolver404) as missing:
        get_resolver().resolve("/ja/questionnaires/a/b/c/d")
    assert len(missing.value.args[0]["tried"]) < 40
