"""`azukari keys rotate secret`: a new secret, which signs links and seals second factors.

What the old one signed is accepted for as long as it is good, and whoever is signed in stays so; then the worker
removes it. With `--at-once`, for a secret that may have leaked, it goes now: links that were mailed, forms that were
saved and codes that were posted are good for nothing any more, staff sign in again, and recipients of webhooks need the
new public key.
"""

import time

from django.conf import settings

from azukari.cli.search_index import IN_FLIGHT
from azukari.core.accounts.secret_rotation import begin, outdated, retire, seal_anew
from azukari.lib import instance_secret
from azukari.lib.job import clock
from azukari.lib.terminal import progress, say
from azukari.lib.verb import Refusal


def rotate_secret(*, at_once: bool) -> None:
    """Make a new secret, and seal under it what an older one has sealed.

    Args:
        at_once: whether the older one ends now.

    Raises:
        Refusal: a demonstration, whose staff sign in by it; or another rotation is at work.
    """
    if settings.AZUKARI.demo:
        raise Refusal("In a demonstration the secret makes the passwords of its staff, so it stays as it is.")
    version = _begin()
    say(f"Links are signed by secret-{version} from now on.")
    done = seal_anew(progress("second factors"))
    time.sleep(IN_FLIGHT)
    done += seal_anew()
    say(f"{done} second factors are sealed under secret-{version}.")
    for name in retire(clock(), at_once=at_once):
        say(f"{name} is removed.")
    if not at_once:
        say("What older secrets signed is accepted for as long as it is good; then the worker removes them.")


def _begin() -> int:
    """The version to go on with: one that a stopped rotation has begun with, else a new one."""
    known = instance_secret.versions(settings.AZUKARI)
    if len(known) > 1 and outdated():
        return known[0].version
    try:
        return begin(clock())
    except FileExistsError as error:
        raise Refusal("Another rotation of the secret is at work. Look at: azukari keys list") from error
