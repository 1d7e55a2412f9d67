"""The control of key files: all are there, whole and private; no rotation was left half done; none is used for ever."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from azukari.lib.control import Findings
from azukari.lib.instance import KEY_NAMES, InstanceError
from azukari.vault.index_renew import is_behind
from azukari.vault.index_token import versions
from azukari.vault.rotate import in_use

_ROTATED = ("master", "index", "receipts")
_OLD = timedelta(days=3 * 365)


def _age(name: str, now: datetime) -> Findings:
    """A key that has been used for years, of those that can be rotated."""
    stem, _, version = name.partition("-")
    made = datetime.fromtimestamp((settings.AZUKARI.keys / name).stat().st_mtime, UTC)
    if stem in _ROTATED and int(version) == settings.AZUKARI.versions(stem)[-1] and now - made > _OLD:
        yield f"The key {name} is {(now - made).days // 365} years old. Run: azukari keys rotate {stem}"


def findings(now: datetime) -> Findings:
    """What is wrong with the files in the folder of keys."""
    rotated = [f"{stem}-{version}" for stem in _ROTATED for version in settings.AZUKARI.versions(stem)]
    for name in (*(name for name in KEY_NAMES if not name.startswith(_ROTATED)), *rotated):
        try:
            settings.AZUKARI.key(name)
        except InstanceError as error:
            yield str(error)
        else:
            yield from _age(name, now)
    for version in sorted(in_use() - {*settings.AZUKARI.master_versions()}):
        yield f"People's keys are wrapped by master-{version}, which is missing. Restore it from the key backup."
    if not settings.AZUKARI.versions("index"):
        yield "The index key is missing. Restore it from the key backup."
    elif is_behind() and len(versions()) > 1:
        yield "A rotation of the index key was not ended. Run it again: azukari keys rotate index"
