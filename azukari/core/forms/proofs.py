"""The place of a submission in the public ledger, as a proof file that can be checked offline."""

from collections.abc import Mapping

from azukari.core.forms.events import SUBMISSION_CONFIRMED
from azukari.core.forms.models import Submission
from azukari.core.ledger.proof import NotIntegrated
from azukari.core.ledger.reading import newest
from azukari.core.people.models import Trail
from azukari.core.vault.prove import NotTheirs, prove_to


def proof_of(submission: Submission) -> Mapping[str, str] | None:
    """The proof that a submission's acceptance is in the ledger, with its opening; None until the ledger
    shows it, which takes some minutes.
    """
    trail = Trail.objects.filter(person_id=submission.person_id).values("entry_id")
    about = f'"submission":"{submission.id}"'
    for entry in newest(trail, kinds=[SUBMISSION_CONFIRMED], mentioning=[about], before=None, most=1):
        try:
            proof = prove_to(submission.person_id, entry.id)
        except (NotIntegrated, NotTheirs):
            return None
        return {"type": "c2sp.org/tlog-proof@v1", "entry": str(entry.id), "proof": proof}
    return None
