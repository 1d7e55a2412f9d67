"""Learning from confirmed matches: whose payments a payer makes, by a keyed digest of the payer's name."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.core.vault.index_token import Token, token_of_folded
from azukari.features.members.bank_digest_folding import folded_2026_12, payer_key_2026_12
from azukari.features.members.held import today_of
from azukari.features.members.models import KnownPayer
from azukari.policy.terms import Category


def token(payer: str) -> Token | None:
    """The digest of a payer's name, without numbers and words beside it; None if nothing of a name is there."""
    key = payer_key_2026_12(payer)
    return token_of_folded(Category.NAME, folded_2026_12(key)) if key else None


def known(form: str, payers: Iterable[str]) -> Mapping[str, list[UUID]]:
    """Whose each of these payers paid for before: registrations of the form. One query."""
    digests = {digest: payer for payer in {*payers} if (own := token(payer)) for digest in own.every}
    found: dict[str, list[UUID]] = {}
    rows = KnownPayer.objects.filter(submission__form=form, digest__in=list(digests)).order_by("known_since", "id")
    for submission, digest in rows.values_list("submission_id", "digest"):
        found.setdefault(digests[bytes(digest)], []).append(submission)
    return found


def remember(payers: Iterable[tuple[Submission, bytes]], *, now: datetime) -> None:
    """Know these payers from now on, in the caller's transaction."""
    rows = [
        KnownPayer(submission=held, person_id=held.person_id, digest=digest, known_since=today_of(held, now))
        for held, digest in payers
    ]
    KnownPayer.objects.bulk_create(rows, ignore_conflicts=True)
