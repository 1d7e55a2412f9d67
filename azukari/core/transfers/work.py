"""What the worker does for the gate: it lets approved transfers go on, a few batches at a time, and clears up."""

from datetime import datetime

from azukari.core.transfers.deliver import run
from azukari.core.transfers.finish import finish, withdraw_unfetched
from azukari.core.transfers.models import Channel, Transfer, TransferState
from azukari.core.transfers.place import step_back_from_the_gone
from azukari.lib.job import clock

_AT_A_TIME = 4  # batches, so that mail and ledger do not wait for a large transfer


def run_due(now: datetime) -> int:
    """Let every transfer that may run go on a little; returns how many there were."""
    del now  # a person's turn is judged when it comes
    may_run = Transfer.objects.filter(state__in=(TransferState.APPROVED, TransferState.RUNNING)).exclude(
        channel=Channel.API
    )
    going = list(may_run.values_list("id", flat=True))
    for id in going:
        run(id, clock=clock, most=_AT_A_TIME)
    return len(going)


def clear_up(now: datetime) -> int:
    """Destroy what was stopped and left behind by a crash, and files that nobody fetched, and let no walk stand at
    somebody who is gone; returns how many.
    """
    left = list(Transfer.objects.filter(state=TransferState.STOPPED).exclude(part_salt="").values_list("id", flat=True))
    for id in left:
        finish(id, now=now)
    return len(left) + withdraw_unfetched(now=now) + step_back_from_the_gone()
