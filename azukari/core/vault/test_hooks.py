"""Where those above the vault plug in: each is heard once, however often it says that it listens."""

from datetime import timedelta
from typing import Any

import pytest

from azukari.core.vault import hooks
from azukari.core.vault.hooks import Asked, Changing, Corrected, Ended
from azukari.lib.identifier import new_id
from azukari.lib.listeners import Listeners
from azukari.policy.terms import Actor, ActorKind, Answer, Category, Verdict
from tests.cast import NOW

ID = new_id()
_NOBODY: Any = None
_TOLD: dict[str, tuple[Listeners[Any, None], tuple[Any, ...]]] = {
    "corrected": (hooks.on_corrected, (Corrected(ID, ID, ID, Category.NAME, frozenset(), ID, NOW),)),
    "changing": (hooks.on_changing, (Changing([ID], NOW, erased=True),)),
    "parted": (hooks.on_parted, (ID, new_id())),
    "ended": (hooks.on_ended, (Ended(ID, "magazine", NOW, erased=False),)),
}


@pytest.mark.parametrize("name", _TOLD)
def test_whoever_listens_twice_hears_it_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    listeners, told = _TOLD[name]
    monkeypatch.setattr(listeners, "known", [])
    one: list[tuple[Any, ...]] = []
    other: list[tuple[Any, ...]] = []
    hears, hears_too = (lambda *said: one.append(said)), (lambda *said: other.append(said))
    for listener in (hears, hears_too, hears):
        listeners(listener)
    listeners.tell(*told)
    assert one == other == [told]


def _says(answer: Answer) -> Verdict:
    return Verdict(answer, "shift.closed", "purposes.volunteers", {"ja": "まだです。", "en": "Not yet."})


def test_the_first_no_closes_a_release_and_whoever_has_nothing_to_say_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks.on_release, "known", [])
    asked = Asked(_NOBODY, "volunteers", [ID], (), Actor(ActorKind.SYSTEM, "worker"), NOW + timedelta(hours=1))
    heard: list[Asked] = []
    no = _says(Answer.NO)

    def silent(one: Asked) -> None:
        heard.append(one)

    assert hooks.guarded(asked) is None
    for guard in (silent, lambda _asked: _says(Answer.YES), silent):
        hooks.on_release(guard)
    assert hooks.guarded(asked) is None
    assert heard == [asked]
    hooks.on_release(lambda _asked: no)
    hooks.on_release(lambda _asked: _says(Answer.GAP))
    assert hooks.guarded(asked) is no
