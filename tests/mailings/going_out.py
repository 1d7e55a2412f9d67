"""An issue that goes to many readers of an instance that is served: what a test does inside that instance, as lines of
JSON (`tests.live.Program.python`).
"""

import json
import time
from datetime import timedelta
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.mail.bulk.lease import forget_erased
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.bulk.settle import recover
from azukari.core.mail.mailing import settle_done
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.policy_versions.current import current
from azukari.core.transfers.contracts import put_in_force, suspend
from azukari.core.transfers.models import Channel, Contract, ContractReason
from azukari.features.magazine import sending
from azukari.features.magazine.links import LASTS, LEAVING
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue
from azukari.features.magazine.tests.issues import WRITER, begun, carried, readers_of
from azukari.policy.mailing import OPEN, MessageState
from tests.console import desks
from tests.disclosure import office

_AT_MOST = 40  # seconds


def begin(count: int) -> None:
    """So many readers, whose mail goes by the mail company, had an issue a while ago; the next one begins. Told are
    the mailing, whose message each is, and by which address of last time's issue the readers leave.
    """
    now = desks.moment()
    office.engaged(now=now, channel=Channel.MAIL)
    people = readers_of(count)
    of = lists(current().policy)["magazine"]
    last = carried(begun(of, now))
    MailingMessage.objects.filter(mailing=last).update(state=MessageState.SENT, attempts=1)
    settle_done(now=now)
    mailing = carried(begun(of, now))
    number = {person: at for at, person in enumerate(people)}
    old = MailingMessage.objects.filter(mailing=last).values_list("id", "person_id", "lang")
    new = MailingMessage.objects.filter(mailing=mailing).order_by("due_at", "id").values_list("id", "person_id")
    leaving = {number[who]: LEAVING.page(id, lang=lang, expires=now + LASTS) for id, who, lang in old}
    _tell(
        mailing=str(mailing.id),
        messages={str(id): number[who] for id, who in new},
        leaving=leaving,
        people=[str(person) for person in people],
    )


def lapse() -> None:
    """The contract with the mail company is suspended."""
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    reason = ContractReason.BREACH
    suspend(contract, reason=reason, words="", version=contract.version, actor=office.ASKER, now=desks.moment())


def state(mailing: str) -> None:
    """How the mailing stands."""
    held = Mailing.objects.get(id=UUID(mailing))
    _tell(state=held.state, code=held.code)


def go_on(mailing: str) -> None:
    """The contract is in force again, and an editor lets the issue go on."""
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    put_in_force(contract, version=contract.version, actor=office.ASKER, now=desks.moment())
    sending.resume(Issue.objects.get(mailing=UUID(mailing)), actor=WRITER, now=desks.moment())


def end(hours: int) -> None:
    """Send what is left, as if it were so many hours later, for as long as one call may take. Told is how much waits
    on, and whether some of it could have gone.
    """
    recover(now=desks.moment())
    until, now = time.monotonic() + _AT_MOST, desks.moment() + timedelta(hours=hours)
    with Sender(lambda: now) as sender:
        while time.monotonic() < until and sender.work():
            pass
    forget_erased(now)
    settle_done(now=now)
    _tell(left=MailingMessage.objects.filter(state__in=OPEN).count(), goes_on=time.monotonic() >= until)


def report(mailing: str) -> None:
    """What the program says of each message, and who is on the list."""
    rows = MailingMessage.objects.filter(mailing_id=UUID(mailing)).values_list("id", "state", "doubtful")
    living = Grant.objects.living(desks.moment()).filter(purpose="magazine").values_list("person_id", flat=True)
    _tell(
        state=Mailing.objects.get(id=UUID(mailing)).state,
        messages={str(id): [state, doubtful] for id, state, doubtful in rows},
        living=[str(person) for person in living],
    )


def _tell(**facts: object) -> None:
    print(json.dumps(facts))
