"""What is wrong with the keys of an instance, in sentences: which are missing, and which open nothing that is stored.

Asked before each start and each backup, and by a control.
"""

from collections.abc import Callable, Iterator, Sequence

from django.conf import settings

from azukari.core.backup import manifest
from azukari.core.backup.result import BACKUP, last
from azukari.core.ledger import kept_head
from azukari.core.vault import key_trial
from azukari.core.vault.suppression import versions_in_use
from azukari.lib.instance import KEY_NAMES, InstanceError
from azukari.lib.sentence import Sentence

MISSING = Sentence("The key %(path)s is missing.")
NO_MASTER = Sentence("People’s keys are wrapped by master-%(version)d, which is missing.")
WRONG_MASTER = Sentence(
    "The key master-%(version)d does not open the stored data: it is a new key, or belongs to another instance."
)
WRONG_INDEX = Sentence(
    "The key index-%(version)d does not find the stored data: it is a new key, or belongs to another instance."
)
WRONG_LEDGER = Sentence(
    "The ledger’s key did not sign the stored ledger: it is a new key, or belongs to another instance."
)

BRING_BACK = Sentence(
    "Bring the keys back from the newest bundle of keys: azukari restore --keys-only --keys keys-....age"
    " --identity FILE"
)
NO_BACKUP_KEY = Sentence(
    "Backups were made here, and the key %(path)s that names their blocks is missing: a new one would not know them."
)


def missing() -> Iterator[str]:
    """Keys that every instance has and that are not here. No query."""
    for name in KEY_NAMES:
        if not settings.AZUKARI.versions(name.partition("-")[0]):
            yield MISSING(path=settings.AZUKARI.keys / name)


def missing_of_backups() -> Iterator[str]:
    """Whether the instance's own key of backups is gone, though there are backups. No query."""
    path = settings.AZUKARI.keys / manifest.KEY
    if last(settings.AZUKARI.root, BACKUP) is not None and not path.exists():
        yield NO_BACKUP_KEY(path=path)


def newest() -> Iterator[str]:
    """What is wrong if the newest keys of people do not open. One query."""
    yield from _each(key_trial.wrong_newest, WRONG_MASTER)


def findings() -> Iterator[str]:
    """Everything that is wrong with the keys, tried on samples of what is stored."""
    absent = list(missing())
    yield from absent
    if absent:
        return
    yield from _each(key_trial.missing_masters, NO_MASTER)
    yield from _each(key_trial.wrong_masters, WRONG_MASTER)
    yield from _each(key_trial.wrong_indexes, WRONG_INDEX)
    try:
        if not kept_head.newest_is_ours():
            yield WRONG_LEDGER()
    except InstanceError as error:
        yield str(error)
    for version in versions_in_use():
        try:
            settings.AZUKARI.key(f"suppression-{version}")
        except InstanceError as error:
            yield str(error)


def _each(look: Callable[[], Sequence[int]], sentence: Sentence) -> Iterator[str]:
    """A sentence for each version of a key that is told; or why that cannot be told."""
    try:
        for version in look():
            yield sentence(version=version)
    except InstanceError as error:
        yield str(error)
