"""Some 500 bounces and complaints of many systems, each read for what it is."""

from collections import Counter

from azukari.core.mail.incoming.delivery import Complaint, Delay, Failure
from azukari.core.mail.incoming.parse import read
from azukari.policy.returned import LIMIT, WEIGHT, Reason
from tests.mailings.returned import COMPLAINT, DELAY, GONE, NOTHING, Sample, samples


def _meant(sample: Sample) -> str:
    match read(sample.raw, by_a_system=True)[0]:
        case Failure(reason):
            return reason.value
        case Complaint():
            return COMPLAINT
        case Delay():
            return DELAY
        case _:
            return NOTHING


def test_each_is_read_for_what_it_is():
    kept = list(samples())
    assert len(kept) > 450
    wrong = Counter((s.system, s.truth, meant) for s in kept if (meant := _meant(s)) != s.truth)
    assert not wrong, wrong


def test_nothing_but_a_mailbox_that_is_gone_is_hard():
    assert [reason for reason in Reason if WEIGHT[reason] >= LIMIT] == [Reason.GONE]
    hard = {sample.system for sample in samples() if _meant(sample) == GONE and sample.truth != GONE}
    assert not hard
