"""The control of key files: all are there, whole and private, and open what is stored; no rotation was left half done;
none is used for ever.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from azukari.core.accounts.secret_rotation import lost, outdated
from azukari.core.backup import key_trial
from azukari.core.ledger import signing_keys
from azukari.core.vault import batch_keys
from azukari.core.vault.epochs import missing
from azukari.core.vault.index_renew import is_behind
from azukari.core.vault.index_token import versions
from azukari.lib import instance_secret
from azukari.lib.control import Findings
from azukari.lib.instance import KEY_NAMES, InstanceError
from azukari.shells.worker import control_words as words

_OLD = timedelta(days=3 * 365)


def _files(name: str, now: datetime) -> Findings:
    """What is wrong with the files of one key."""
    versions = settings.AZUKARI.versions(name)
    for version in versions:
        try:
            settings.AZUKARI.key(name, version)
        except InstanceError as error:
            yield str(error)
    if versions:
        newest = settings.AZUKARI.key_file(name, versions[-1])
        made = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
        if now - made > _OLD:
            yield words.OLD_KEY(key=newest.name, years=(now - made).days // 365, name=name)


def findings(now: datetime) -> Findings:
    """What is wrong with the files in the folder of keys."""
    files = [said for name in KEY_NAMES for said in _files(name.partition("-")[0], now)]
    yield from files
    tried = [*key_trial.findings(), *key_trial.missing_of_backups()]
    yield from (said for said in tried if said not in files)
    if tried:
        yield key_trial.BRING_BACK()
    for number in sorted(missing()):
        yield words.NO_EPOCH(number=number)
    for about, count in batch_keys.lost():
        yield words.LOST_BATCH(about=about, count=count)
    if settings.AZUKARI.versions("index") and is_behind() and len(versions()) > 1:
        yield words.INDEX_ROTATION()
    yield from _ledger()
    yield from _secret()


def _secret() -> Findings:
    if not settings.AZUKARI.versions(instance_secret.NAME):
        return  # told above
    if outdated():
        yield words.SECRET_ROTATION()
    yield from words.LOST_FACTORS.counted(len(lost()))


def _ledger() -> Findings:
    held = settings.AZUKARI.versions(signing_keys.NAME)
    if not held:
        return  # told above
    try:
        in_effect = signing_keys.current().newest
    except InstanceError as error:
        yield str(error)
    else:
        if held[-1] > in_effect:
            yield words.LEDGER_ROTATION()
