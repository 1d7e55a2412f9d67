"""Row lock on a submission, after its person (`people.lock`)."""

from uuid import UUID

from azukari.forms.models import Submission
from azukari.people.lock import lock_people


def hold_submission(id: UUID) -> Submission | None:
    """The submission as it is now, with its person locked before it until the end of the caller's transaction; None if
    it is gone. Whoever it was handed to while we waited is locked as well.
    """
    while True:
        owner = Submission.objects.filter(id=id).values_list("person_id", flat=True).first()
        if owner is None:
            return None
        lock_people([owner])
        held = Submission.objects.select_for_update().filter(id=id).first()
        if held is None or held.person_id == owner:
            return held
