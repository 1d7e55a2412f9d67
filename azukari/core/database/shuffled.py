"""Random order of rows on disk: rows written anew, so that neither their place in the table nor a number of the
database's own tells which came first.
"""

import secrets
from typing import Any

from django.db.models import QuerySet


def rewrite_shuffled(found: QuerySet[Any]) -> int:
    """Delete rows, and write the same ones in random order, in the caller's transaction; returns how many.

    What refers to them stays: the database looks at its references when the transaction ends.
    """
    rows = list(found)
    secrets.SystemRandom().shuffle(rows)
    gone = found.model._base_manager.filter(pk__in=[row.pk for row in rows])
    gone._raw_delete(gone.db)
    found.model._base_manager.bulk_create(rows, batch_size=200)
    return len(rows)
