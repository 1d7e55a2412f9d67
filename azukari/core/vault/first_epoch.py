"""The row of the epoch with which a database begins, so that what the epoch's key wraps can refer to it."""

from typing import Any

from django.apps import apps as all_apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

EPOCH = "epoch"
"""The name of the key files of epochs."""


def make_first_epoch(*, using: str = DEFAULT_DB_ALIAS, apps: Any = all_apps, **_more: Any) -> None:
    """Make it where no epoch has a row: for the newest key in the folder of keys, or for the first that is to come.

    Args:
        using: the database that was migrated.
        apps: the models as the migrations left them, which may know of no epochs yet.
    """
    try:
        epochs = apps.get_model("vault", "KeyEpoch")._base_manager.using(using)
    except LookupError:
        return
    if not epochs.exists():
        epochs.create(number=max(settings.AZUKARI.versions(EPOCH), default=1))
