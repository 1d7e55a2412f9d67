"""The second half of `azukari restore --keys-only`: whether the keys that are there now open what is stored."""

from pathlib import Path

from django.conf import settings
from django.db import Error

from azukari.cli import migrations, parts
from azukari.core.backup import bundle, key_trial, restore_keys
from azukari.core.vault import epochs, index_renew, rotate
from azukari.core.vault.first_epoch import EPOCH
from azukari.core.vault.key_trial import missing_masters
from azukari.lib.terminal import complain, say
from azukari.lib.verb import Refusal

_IN_THE_WAY = "If it lies in the folder keys as another file, move that away and run this again."


def run(keys: Path, *, identity: Path, root: Path) -> int:
    """Say what was brought back, bring back the keys of epochs that are not over, and try all.

    Args:
        keys: the bundle of keys, of which everything else was written already.
        identity: the file with the operator's age secret key.
        root: the instance.

    Raises:
        Refusal: something is missing still; it says what brings it back.
    """
    names = restore_keys.brought(root)
    if lost := parts.missing(root):
        _tell(names)
        raise Refusal(lost.sentence)
    try:
        migrations.refuse_pending()
        secret, named = bundle.identity_in(identity), epochs.named()
        names += restore_keys.bring_epochs(keys, identity=secret, instance=settings.AZUKARI, named=named)
        _tell(names)
        gone = restore_keys.drop_unneeded(settings.AZUKARI, names, stem="master", needed=rotate.in_use())
        gone += restore_keys.drop_unneeded(settings.AZUKARI, names, stem="index", needed=index_renew.in_use())
        if gone:
            say(f"Removed again, since nothing needs them any more: {', '.join(gone)}.")
        _refuse_newer(root)
        wrong = [*key_trial.findings()]
    except Error as error:
        raise Refusal(migrations.trouble()) from error
    for sentence in wrong:
        complain(f"{sentence} {_IN_THE_WAY}")
    if not wrong:
        say("These keys open the newest data. Start serve and worker again.")
    return 1 if wrong else 0


def _tell(names: list[str]) -> None:
    say(f"Brought back: {', '.join(names)}." if names else "Nothing was missing; nothing was brought back.")


def _refuse_newer(root: Path) -> None:
    """
    Raises:
        Refusal: what is stored needs a key that is neither here nor in the bundle, since it was made later.
    """
    lacking = [f"master-{version}" for version in missing_masters()]
    lacking += [f"{EPOCH}-{number}" for number in sorted(epochs.missing())]
    if lacking:
        raise Refusal(
            f"This bundle has no {', '.join(lacking)}, which what is stored needs: it is older than the newest data."
            " Take a newer bundle of keys, if there is one; else restore the newest backup as a whole:"
            f" {parts.whole(root)}"
        )
