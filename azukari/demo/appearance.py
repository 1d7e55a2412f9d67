"""The demonstration's own words on its pages: the sentence at the head of the first page."""

from datetime import datetime

from azukari.core.appearance.theme import Appearance, change
from azukari.policy.terms import Actor

_MISSION = {
    "ja": "瀬音川の水と生きものを、流域のみんなで守ります。",
    "en": "We look after the Seoto River, its water and its wildlife, together with everybody who lives along it.",
}


def add_mission(*, actor: Actor, now: datetime) -> None:
    """Put it there."""
    change(Appearance(texts={"mission": _MISSION}), based_on=0, actor=actor, now=now)
