"""Row lock on submissions, after their people (`people.lock`)."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from azukari.core.database.id_set import Ids
from azukari.core.forms.models import Submission
from azukari.core.people.lock import lock_people


def hold_submission(id: UUID) -> Submission | None:
    """The submission as it is now, with its person locked before it until the end of the caller's transaction; None if
    it is gone. Whoever it was handed to while we waited is locked as well.
    """
    return hold_submissions([id]).get(id)


def hold_submissions(ids: Collection[UUID]) -> dict[UUID, Submission]:
    """As `hold_submission`, for several in as many statements; without those that are gone. SQLite has one writer, so
    that to read is to hold.
    """
    if connection.vendor == "sqlite":
        return {one.id: one for one in Submission.objects.filter(id__in=Ids(ids))}
    while True:
        owners = dict(Submission.objects.filter(id__in=ids).values_list("id", "person_id"))
        if not owners:
            return {}
        lock_people({*owners.values()})
        held = Submission.objects.select_for_update().filter(id__in=owners).order_by("id")
        found = {one.id: one for one in held}
        if all(owners[id] == one.person_id for id, one in found.items()):
            return found
