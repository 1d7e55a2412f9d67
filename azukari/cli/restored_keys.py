"""The second half of `azukari restore --keys-only`: whether the keys that are there now open what is stored."""

from pathlib import Path

from django.conf import settings
from django.db import Error

from azukari.backup import key_trial, restore_keys
from azukari.cli import migrations, parts
from azukari.lib.terminal import complain, say
from azukari.lib.verb import Refusal
from azukari.vault import index_renew, rotate

_IN_THE_WAY = "If it lies in the folder keys as another file, move that away and run this again."


def run(root: Path) -> int:
    """Say what was brought back, and try it."""
    names = restore_keys.brought(root)
    say(f"Brought back: {', '.join(names)}." if names else "Nothing was missing; nothing was brought back.")
    lost = parts.missing(root)
    if lost:
        raise Refusal(lost.sentence)
    try:
        migrations.refuse_pending()
        gone = restore_keys.drop_unneeded(settings.AZUKARI, names, stem="master", needed=rotate.in_use())
        gone += restore_keys.drop_unneeded(settings.AZUKARI, names, stem="index", needed=index_renew.in_use())
        if gone:
            say(f"Removed again, since nothing needs them any more: {', '.join(gone)}.")
        wrong = [*key_trial.findings()]
    except Error as error:
        raise Refusal(migrations.trouble()) from error
    for sentence in wrong:
        complain(f"{sentence} {_IN_THE_WAY}")
    if not wrong:
        say("These keys open the newest data. Start serve and worker again.")
    return 1 if wrong else 0
