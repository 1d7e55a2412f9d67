"""Whatever is a key is backed up apart: a new table with a wrapped key does not build until somebody has decided so."""

from django.apps import apps

from azukari.core.backup.left_out import declared
from azukari.core.vault.key_backup import WHOLE, WRAPPED
from azukari.core.vault.models import BatchKey, KeyEpoch


def test_every_wrapped_key_is_kept_apart() -> None:
    wrapped = {m for m in apps.get_models() if any(f.name == "wrapped" for f in m._meta.local_concrete_fields)}
    assert wrapped - {BatchKey} | {KeyEpoch} == {*WHOLE, *WRAPPED}
    assert BatchKey._meta.label in declared().tables  # what lies under it is in the bundle of data, opened
