"""The auditor's bundle: a folder with the evidence, a manifest of digests, and a script that checks all of it offline.

It holds what was published, what was counted and what the ledger hashes; no value of anybody, and no entry about
anybody in the clear: proofs are of events about no person alone.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.utils import translation

from azukari.core.ledger import tree
from azukari.core.ledger.catalogue import NOBODY, declared
from azukari.core.ledger.export import export
from azukari.core.ledger.opened import everything
from azukari.core.ledger.proof import prove_all
from azukari.core.ledger.reading import matching
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.models import Charter
from azukari.features.rules.desk.processing import paper
from azukari.features.rules.laws import packs
from azukari.features.rules.oscal import documents
from azukari.lib.control import ControlState, controls
from azukari.shells.worker.controlling import last_known

PROOFS = 200
_BACK = timedelta(days=3650)
_HERE = Path(__file__).parent


class NotEmpty(Exception):
    """There is something in the folder already."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    files: int
    entries: int
    proofs: int


def write(folder: Path, *, now: datetime) -> Made:
    """Write the bundle.

    Args:
        folder: new or empty.

    Raises:
        NotEmpty: it is not.
        NoCharter: no policy has been published.
        OSError: it cannot be written to.
    """
    charter = current()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty
    day = charter.policy.organisation.day(now)
    for published in Charter.objects.order_by("number"):  # as it was
        _put(folder / "policy" / f"{published.number}.json", published.document.encode())
    for lang in charter.policy.languages:
        with translation.override(lang):
            _put(folder / "records" / f"processing-{lang}.pdf", paper(charter.policy, lang))
    for slug in packs():
        _copy(_HERE / "packs" / f"{slug}.toml", folder / "rules" / f"{slug}.toml")
    for name, document in documents(charter.policy, day=day, now=now).items():
        _put(folder / "oscal" / name, _json(document))
    _put(folder / "controls.json", _json(_controls(now)))
    entries = export(folder / "ledger")
    _put(folder / "ledger" / "key", f"{tree.verifier()}\n".encode())
    opened = everything(tree.shown_size())
    _put(folder / "opened.json", json.dumps(opened, ensure_ascii=False).encode())
    proofs = _proofs(folder / "proofs", now)
    _copy(_HERE / "verify_bundle.py", folder / "verify.py")
    about = {
        "made": now.isoformat(timespec="seconds"),
        "policy": charter.number,
        "organisation": charter.policy.organisation.name,
    }
    _put(folder / "about.json", _json(about))
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    digests = {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    _put(folder / "manifest.json", _json(digests))
    return Made(len(digests) + 1, entries, proofs)


def _controls(now: datetime) -> dict[str, object]:
    """What is known of each control at the moment of the bundle; that of which nobody knows is not left out."""
    seen = last_known()
    at = max((noted.at for noted in seen.values()), default=None)
    return {
        "at": at.isoformat() if at else None,
        "controls": {
            control.name: {
                "state": noted.at_time(now).value if (noted := seen.get(control.name)) else ControlState.UNKNOWN.value,
                "observed": noted.at.isoformat() if noted else None,
                "since": noted.since.isoformat() if noted else None,
                "findings": noted.findings if noted else 0,
            }
            for control in controls()
        },
    }


def _proofs(folder: Path, now: datetime) -> int:
    """Proofs of the newest events that are told to nobody, which are about no person."""
    kinds = [kind for kind in declared() if kind.told is NOBODY]
    placed, _waiting = matching(kinds, mentioning=(), since=now - _BACK, until=now + timedelta(minutes=1))
    ids = list(islice(placed.order_by("-id").values_list("id", flat=True), PROOFS))
    found = prove_all(dict.fromkeys(ids))
    for id, text in found.items():
        _put(folder / f"{id}.tlog-proof", text.encode())
    return len(found)


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
