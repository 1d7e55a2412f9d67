"""The ledger in public, as files that a client puts together itself (C2SP tlog-tiles); they hold hashes, no events."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from azukari.core.ledger import tree
from azukari.core.ledger.opened import shown as open_entries
from azukari.core.ledger.witnesses import WitnessError, take
from azukari.lib import key_handover, tiles

_FOR_EVER = "public, max-age=31536000, immutable"
_A_MOMENT = "public, max-age=1"
_TEXT = "text/plain; charset=utf-8"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Anybody may check, from any page."""

_NOT_YET = "The ledger has no such file, or not yet: begin with the checkpoint, which says how far it has come."
_ABOUT = """\
This is the ledger of {origin}: an append-only log of what was done with personal data.
It holds no personal data. An entry is a commitment that only its holder can open, but for those about no person.
It is shown on a fixed beat, whether or not anything was recorded.

Format:     https://c2sp.org/tlog-tiles
Public key: {key}
Entries:    {size}

checkpoint                   the latest signed checkpoint
checkpoint/witnessed         the latest one that a witness has cosigned
key                          the public key
handovers                    how it came from earlier keys: signed notes, each by the old key and the new one
opened/<size>                what the entries of the last days say that are about no person, with proofs
tile/<level>/<index>         hashes of the tree
tile/entries/<index>         the entries: name (16 bytes), commitment (32), digest (32)
"""


@require_safe
def about(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What this is, for whoever opens it in a browser."""
    return _text(_ABOUT.format(origin=tree.origin(), key=tree.shown_verifier(), size=tree.shown_size()))


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The latest signed checkpoint."""
    return _note(tree.published())


@require_safe
def witnessed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The latest checkpoint that a witness has cosigned."""
    return _note(tree.witnessed())


@require_safe
def key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The public key, as one word."""
    return _text(f"{tree.shown_verifier()}\n")


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The hand-overs of the signing key, each signed by the old key and the new one."""
    notes = tree.handovers()
    return _text(key_handover.join(notes)) if notes else _missing("The key was never handed over.")


@require_safe
def opened(request: HttpRequest, size: int) -> HttpResponse:  # noqa: ARG001
    """What the entries of the last days say that are about no person, each with its path to the root of that size."""
    if not tree.was_shown(size):
        return _missing(_NOT_YET)
    try:
        found = open_entries(size)
    except tree.Missing:
        return _missing("The ledger is damaged, and cannot show that.")
    return HttpResponse(found, content_type="application/json", headers=_OPEN | {"Cache-Control": _A_MOMENT})


@csrf_exempt
@require_POST
def cosignature(request: HttpRequest) -> HttpResponse:
    """Take what a witness brings: the size of the checkpoint, and its signature line."""
    try:
        size, line = request.body.decode().split("\n", 1)
        fresh = take(int(size), line)
    except ValueError:
        return _text("Send the checkpoint's size on the first line, and the signature line on the second.\n", 400)
    except WitnessError as error:
        return _text(f"{error}\n", 403)
    return _text("", 201 if fresh else 200)


@require_safe
def tile(request: HttpRequest, level: str, path: str) -> HttpResponse:  # noqa: ARG001
    """A tile of hashes, full or partial."""
    wanted = _within(int(level), path)
    return _file(tree.read(wanted)) if wanted else _missing(_NOT_YET)


@require_safe
def entries(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001
    """A bundle of entries, full or partial."""
    wanted = _within(0, path)
    if wanted is None:
        return _missing(_NOT_YET)
    first = wanted.index * tiles.WIDTH
    return _file(tiles.bundle(tree.leaves(first, first + wanted.width)))


def _within(level: int, path: str) -> tiles.Tile | None:
    """The tile of that path, if the checkpoint that is shown covers it."""
    try:
        index, width = tiles.parse_path(path)
    except ValueError:
        return None
    covered = index * tiles.WIDTH + width <= tree.shown_size() >> (tiles.HEIGHT * level)
    return tiles.Tile(level, index, width) if covered else None


def _missing(sentence: str) -> HttpResponse:
    return _text(f"{sentence}\n", 404)


def _note(signed: str | None) -> HttpResponse:
    return _missing("There is none yet.") if signed is None else _text(signed)


def _text(content: str, status: int = 200) -> HttpResponse:
    return HttpResponse(content, status=status, content_type=_TEXT, headers=_OPEN | {"Cache-Control": _A_MOMENT})


def _file(content: bytes) -> HttpResponse:
    headers = _OPEN | {"Cache-Control": _FOR_EVER}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
