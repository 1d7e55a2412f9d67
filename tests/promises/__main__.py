"""`python -m tests.promises` prints each promise: what keeps it, what its tests see taken out, two ways to break it."""

from tests import instance

instance.begin()

from azukari.lib.terminal import say  # noqa: E402 - Django is set up first
from azukari.stewardship.assurance.promises import promises  # noqa: E402
from tests.controls import desks_of_staff, house, outside, what_came_in  # noqa: E402
from tests.controls.ground import CASES  # noqa: E402
from tests.promises.taken_out import taken_out  # noqa: E402
from tests.promises.two_breaks import TWO_BREAKS  # noqa: E402

WAYS = (desks_of_staff, house, outside, what_came_in)  # registered by their import

for number, promise in promises().items():
    say(f"{promise.code}  {promise.says['en']}\n     kept by: {promise.how['en']}")
    say(f"     in:      {', '.join(promise.enforced)}")
    say(f"     out:     {', '.join(fault.name for fault in taken_out(promise))}")
    say(f"     tests:   {', '.join(promise.tests)}")
    for way in TWO_BREAKS[number]:
        done = CASES[way].__name__.replace("_", " ") if way in CASES else way
        say(f"     break:   {done}{f' (control {way})' if way in CASES else ''}")
