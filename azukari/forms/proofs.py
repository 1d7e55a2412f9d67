"""The place of a submission in the public ledger, as a proof file that can be checked offline."""

from collections.abc import Mapping

from azukari.forms.models import Submission
from azukari.ledger.events import Kind
from azukari.ledger.proof import NotIntegrated
from azukari.ledger.reading import recorded
from azukari.people.models import Trail
from azukari.vault.prove import NotTheirs, prove_to


def proof_of(submission: Submission) -> Mapping[str, str] | None:
    """The proof that a submission's acceptance is in the ledger, with its opening; None within the first second."""
    entries = Trail.objects.filter(person_id=submission.person_id).values_list("entry_id", flat=True)
    for entry in recorded(list(entries)):
        if entry.kind is Kind.SUBMISSION_CONFIRMED and entry.payload.get("submission") == str(submission.id):
            try:
                proof = prove_to(submission.person_id, entry.id)
            except (NotIntegrated, NotTheirs):
                return None
            return {"type": "c2sp.org/tlog-proof@v1", "entry": str(entry.id), "proof": proof}
    return None
