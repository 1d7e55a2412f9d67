"""The control of the law: whatever it asks for is checked, and nothing of that is known to be broken (P32)."""

from datetime import datetime

from django.utils.translation import gettext_noop

from azukari.core.policy_versions.current import today
from azukari.features.rules.laws import RowState, packs, shown
from azukari.lib.control import Control, Doubt, Findings, Unknown
from azukari.lib.danger import LAW
from azukari.lib.sentence import Sentence

LAW_OF = "appi"
"""The law that the promise is about; the other packs say what else an organisation may want to keep."""
_FAILING = Sentence("%(count)d rules of the law rest on a control that is broken. See the page Rules and records.")
_UNCONFIRMED = Sentence(
    "%(count)d rules of the law rest on a control of which nobody knows at the moment. See the page Rules and records."
)


def _rows(now: datetime) -> Findings:
    states = [row.state for row in shown(packs()[LAW_OF], today(now), now=now, lang="en")]
    yield from _FAILING.counted(states.count(RowState.FAILING))
    if unconfirmed := states.count(RowState.UNCONFIRMED):
        raise Unknown(Doubt.RESTS, _UNCONFIRMED(count=unconfirmed))


CONTROL = Control(
    "law-rows",
    gettext_noop("Everything the law asks for is checked, and all of it is met."),
    (32,),
    _rows,
    danger=LAW,
    size=lambda: len(packs()[LAW_OF].rows),
    derived=True,
)
