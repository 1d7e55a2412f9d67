"""`azukari keys rotate ledger`: a new key that signs the ledger's checkpoints, handed over to by the old one.

For thirty days both sign; then the worker removes the old key. With `--at-once`, for a key that may have leaked, the
old one goes now, and whoever knows it alone has to follow the hand-over (`/ledger/handovers`).
"""

import time

from azukari.cli.search_index import IN_FLIGHT
from azukari.core.ledger.key_rotation import JOINT, hand_over, retire
from azukari.core.ledger.signing_keys import NAME
from azukari.lib.job import clock
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal


def rotate_ledger(*, at_once: bool) -> None:
    """Hand the ledger over to a new key.

    Args:
        at_once: whether the older key signs no longer.

    Raises:
        Refusal: another rotation is at work.
    """
    try:
        version = hand_over(clock())
    except FileExistsError as error:
        raise Refusal("Another rotation of the ledger's key is at work. Look at: azukari keys list") from error
    say(f"Checkpoints are signed by {NAME}-{version} from now on; /ledger/handovers tells how it came to that.")
    if at_once:
        time.sleep(IN_FLIGHT)
    for name in retire(clock(), at_once=at_once):
        say(f"{name} is removed.")
    if not at_once:
        say(f"The older key signs as well for {JOINT.days} days, and then the worker removes it.")
