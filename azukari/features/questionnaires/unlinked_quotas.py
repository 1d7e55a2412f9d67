"""Quotas of unlinked questionnaires: their numbers lie sealed in one row, which is written anew with every answer.

An answer and the ticket that let it in are one transaction. A number that went up in it would tell, in the database's
log, what that answer said. So whether or not an answer takes a place, the row is written, sealed by the key of the
answers (`sealed_answers`) and of one size. It is locked first, so that no more places are taken than there are.
"""

from collections.abc import Mapping

from azukari.core.vault.batch_field import Lost, insist_that_it_opens
from azukari.core.vault.batch_keys import Sealing
from azukari.features.questionnaires.models import Poll, QuotaCount, UnlinkedQuotas
from azukari.features.questionnaires.quotas import Full
from azukari.features.questionnaires.shape import Quota


def take_sealed(poll: str, wanted: Mapping[Quota, int], by: Sealing) -> None:
    """Take so many places of each quota, none perhaps, in the caller's transaction, which ends if this fails.

    Raises:
        Full: there are not so many left.
        CannotOpen: the key of the numbers is gone.
    """
    row = _locked(poll)
    insist_that_it_opens(row.taken)
    taken = dict(row.taken)
    for quota, many in wanted.items():
        taken[quota.slug] = taken.get(quota.slug, 0) + many
        if taken[quota.slug] > quota.most:
            raise Full
    UnlinkedQuotas.objects.filter(poll=poll).update(taken=by.seal(taken))


def prepare(poll: str) -> None:
    """The row of numbers, in the transaction that publishes; what is taken already stays so."""
    UnlinkedQuotas.objects.get_or_create(poll_id=poll, defaults={"taken": _counted_before(poll)})


def _locked(poll: str) -> UnlinkedQuotas:
    held = UnlinkedQuotas.objects.select_for_update()
    found = held.filter(poll=poll).first()
    if found is None:  # it was published by an earlier release
        prepare(poll)
        found = held.get(poll=poll)
    return found


def _counted_before(poll: str) -> Mapping[str, int]:
    """What an earlier release has counted, in the clear."""
    return dict(QuotaCount.objects.filter(poll=poll, taken__gt=0).values_list("quota", "taken"))


def taken_of(poll: Poll) -> Mapping[str, int]:
    """How many places are taken, by the quotas' names; of quotas of which none is taken there may be nothing."""
    found = None if poll.linked else UnlinkedQuotas.objects.filter(poll=poll).first()
    if found is None:
        return _counted_before(poll.slug)
    return {} if isinstance(found.taken, Lost) else found.taken


def seal_quotas(poll: str, by: Sealing) -> None:
    """Seal the numbers by another key, in the caller's transaction. Those that an earlier release kept are taken in."""
    if QuotaCount.objects.filter(poll=poll).exists():
        _locked(poll)
        QuotaCount.objects.filter(poll=poll).delete()
    found = UnlinkedQuotas.objects.select_for_update().filter(poll=poll).first()
    if found and not isinstance(found.taken, Lost):
        UnlinkedQuotas.objects.filter(poll=poll).update(taken=by.seal(found.taken))
