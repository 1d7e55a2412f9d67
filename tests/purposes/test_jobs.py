"""P14: what the program writes to people by itself. Jobs come from their registry, and what they write from the source:
a mailing is judged when it is written, a reminder by the policy's uses, and what is owed to people says why it is.
"""

from azukari.core.mail import letter, mailing_kind
from azukari.core.vault.ways import way_called
from azukari.shells.worker.jobs import jobs
from tests.purposes.senders import OWED, asks_the_policy, table


def test_every_job_that_writes_to_people_is_judged_or_says_why_it_is_owed() -> None:
    found = table()
    assert {"reminders of dues", "reminders of shifts", "issues that are due", "notices of incidents"} <= found.keys()
    by_name = {job.name: job for job in jobs()}
    unjudged = {
        (name, kind)
        for name, kinds in found.items()
        for kind in kinds - OWED.keys()
        if not way_called(kind).serves and not asks_the_policy(by_name[name])
    }
    assert not unjudged, "Leave out closed_forms(way), or say in OWED why people are told whatever the policy says."


def test_what_is_owed_is_a_kind_of_mail_that_serves_no_purpose() -> None:
    kinds = {*(kind.name for kind in letter.registered()), *(kind.name for kind in mailing_kind.kinds())}
    assert OWED.keys() <= kinds
    assert not [kind for kind in OWED if way_called(kind).serves]
    assert {kind for kinds in table().values() for kind in kinds} >= OWED.keys()
