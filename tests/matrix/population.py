"""One population with every feature's data: the demonstration, all that the gallery lets happen in it, people in every
state, and a row of each table that is left.

Runs inside an instance that `azukari demo` has made. A table of a new model has a row here without being named: the
demonstration makes one, or one is made by its columns (`one_row`). Where not just any row will do, what must stand in a
column is said in ``SAID``; where there can be none, why is said in ``WITHOUT``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from azukari.core.appearance import theme
from azukari.core.backup.snapshot import tables
from azukari.core.forms.models import Submission
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Checkpoint
from azukari.core.ledger.witnesses import take
from azukari.core.policy_versions.current import current
from azukari.core.vault import draft
from azukari.core.vault.correct import correct
from azukari.core.vault.epochs import sweep_at_once
from azukari.core.vault.erase import erase
from azukari.core.vault.key_backup import give_keys, keyless
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire_some
from azukari.lib import cosignature
from azukari.lib.instance import Witness
from azukari.lib.job import clock
from azukari.policy.casework import Hold
from azukari.policy.terms import Actor, ActorKind
from tests import cast
from tests.console import desks
from tests.gallery import stage
from tests.matrix.states import house, members, recipients, registrations, sending
from tests.rights.one_row import one_row

EVERYTHING = "everything@seoto.example.org"
"""A member of staff with each duty there is."""
ERASED = "reader-3@example.org"
HELD, CORRECTED = "member-12@example.org", "member-13@example.org"
DAY = timedelta(days=1)
_NOTICE = {"ja": "お知らせします。", "en": "We have to tell you something."}
_SEED = bytes(range(32))
_WITNESS = "witness.example.org"
_LOOK = theme.Appearance(accent="#0b5cad", accent_dark="#8ec5ff")

WITHOUT: Mapping[str, str] = {
    "account.EmailConfirmation": "the library's; addresses of staff are confirmed by their invitation",
    "auth.Group": "the library's; duties are ours",
    "auth.Group_permissions": "the library's; duties are ours",
    "socialaccount.SocialAccount": "the library's; sign-in by an organisation's own provider keeps none",
    "socialaccount.SocialApp": "the library's; the provider stands in azukari.toml",
    "socialaccount.SocialToken": "the library's; no token is kept",
}
"""Tables without a row, each with the reason."""

NO_ROW: Mapping[str, Mapping[str, str]] = {
    "disclosure.Contract.state": {
        "signed": "each contractor of the demonstration has one that is further, and one alone"
    },
    "disclosure.Transfer.channel": {
        "mail": "what a mail provider gets are the mailings themselves; none is a transfer"
    },
    "mail.MailboxScore.reason": dict.fromkeys(
        ("content", "large", "policy"), "it says something of the mail or of us, so it scores no mailbox"
    ),
    "vault.SealedValue.category": {"fax": "no form of the demonstration asks for a fax number"},
}
"""Values that no row has, of columns that take one of a list, each with the reason."""


def _said(now: datetime) -> Mapping[str, object]:
    """What must stand in columns of rows that are made by their columns."""
    later = now + 20 * DAY
    return {
        "vault.FormerValue.until": later,
        "disclosure.PreviewOrder.categories": "email name",
        "incidents.Notice.texts": _NOTICE,
        "own.OwnSession.expires_at": later,
    }


def make() -> None:
    """Let everything happen, and fill what is left."""
    settings.ALLOWED_HOSTS.append("testserver")
    stage.play()
    now = clock()
    _people(now)
    _house(now)
    for bring_about in (recipients.happen, registrations.happen, members.happen, sending.happen, house.happen):
        bring_about(clock())
    while expire_some(clock()):  # as the worker does within seconds, and a restore before it serves
        pass
    sweep_at_once(now, in_flight=0)  # people's keys are in groups; whoever comes later has theirs in none yet
    member = stage.person(stage.AMELIA)
    filled_in = Submission.objects.filter(person_id=member).order_by("id").first()
    assert filled_in is not None
    said = _said(now)
    for label in empty():
        if label not in _LATER:
            one_row(label, person=member, submission=filled_in.id, now=now, said=said)
    give_keys(keyless(100))
    integrate_all(clock())
    theme.change(
        _LOOK, based_on=theme.current().number, actor=desks.OPERATOR, now=clock()
    )  # recorded, and not in the ledger yet


_LATER = ("appearance.Theme", "ledger.Pending")


def empty() -> list[str]:
    """The tables that should have a row and have none."""
    return [
        model._meta.label for model in tables() if model._meta.label not in WITHOUT and not model._base_manager.exists()
    ]


def _people(now: datetime) -> None:
    """States that neither the demonstration nor the gallery has."""
    erase(stage.person(ERASED), actor=desks.OPERATOR, now=now)  # and is still looked for in other people's texts
    held = stage.person(HELD)
    set_hold(held, Hold.CLAIM, until=now + 900 * DAY, actor=desks.OPERATOR, now=now, case=UUID(int=12))
    corrected = stage.person(CORRECTED)
    name = SealedValue.objects.filter(person_id=corrected, field="name").first()
    assert name is not None
    own = Actor(ActorKind.PERSON, str(corrected))
    correct(name.id, "見本 改", person=corrected, actor=own, now=now)
    saved = draft.new_link()
    draft.keep(saved, "{}", form="membership", until=now + 20 * DAY, now=now)


def _house(now: datetime) -> None:
    """A look of its own, somebody with every duty, and a witness outside."""
    cast.enrolled(EVERYTHING, "Everybody", *current().policy.duties, actor=desks.OPERATOR, now=now)
    key = str(cosignature.of_seed(_WITNESS, _SEED))
    with (settings.AZUKARI.root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[witnesses]]\nkey = "{key}"\n')
    settings.AZUKARI = replace(settings.AZUKARI, witnesses=(Witness(key),))
    integrate_all(now)
    newest = Checkpoint.objects.order_by("-size").first()
    assert newest is not None
    text = newest.note.partition("\n\n")[0] + "\n"
    take(newest.size, cosignature.cosign(text, name=_WITNESS, seed=_SEED, at=now))
