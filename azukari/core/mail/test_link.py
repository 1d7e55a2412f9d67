"""Mailed links: each opens its own page until its end, is unknown to every other, and survives a new secret for as long
as it can be good.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.conf import settings

from azukari.core.mail.link import LASTS, LinkClosed, LinkState, MailedLink
from azukari.lib import instance_secret
from azukari.lib.instance_secret import Secret
from azukari.lib.token import make
from tests.cast import NOW

ID = UUID("01a2243a-b6d0-7ad2-9d88-b494a0e231b8")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
OLD, NEW = (bytes([number]) * 32 for number in (1, 2))
ROTATED = NOW - 10 * DAY


@pytest.fixture(autouse=True)
def rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret was changed ten days ago."""
    known = [Secret(2, NEW, None), Secret(1, OLD, ROTATED)]
    monkeypatch.setattr(instance_secret, "versions", lambda _instance: known)


def found(id: UUID, now: datetime) -> tuple[UUID, datetime]:
    return id, now


def closing(state: LinkState) -> Callable[[UUID, datetime], object]:
    def find(id: UUID, now: datetime) -> object:
        raise LinkClosed(state, (id, now))

    return find


def link[S](find: Callable[[UUID, datetime], S], **more: timedelta) -> MailedLink[S]:
    return MailedLink("test", "some/page", find, **more)


def closed(act: Callable[[], object]) -> LinkClosed:
    with pytest.raises(LinkClosed) as stuck:
        act()
    return stuck.value


def test_the_address_leads_to_the_page_in_the_readers_language() -> None:
    use = link(found)
    token = use.token(ID, expires=NOW + DAY)
    assert use.page(ID, lang="en", expires=NOW + DAY) == f"/en/some/page/{token}"
    assert use.address(ID, lang="ja", expires=NOW + DAY) == f"{settings.AZUKARI.base_url}/ja/some/page/{token}"
    assert token == make(NEW, "test", ID, NOW + DAY)


def test_it_opens_until_the_second_of_its_end_and_then_says_so_with_what_it_was_about() -> None:
    use = link(found)
    token = use.token(ID, expires=NOW)
    assert use.opened(token, now=NOW - SECOND) == (ID, NOW - SECOND)
    assert use.named(token, now=NOW - SECOND) == ID
    late = closed(lambda: use.opened(token, now=NOW))
    assert (late.state, late.subject) == (LinkState.EXPIRED, (ID, NOW))


@pytest.mark.parametrize("state", LinkState)
def test_one_that_is_too_old_still_says_what_became_of_it(state: LinkState) -> None:
    use = link(closing(state))
    token = use.token(ID, expires=NOW)
    late = closed(lambda: use.opened(token, now=NOW))
    if state is LinkState.UNKNOWN:
        assert (late.state, late.subject) == (LinkState.EXPIRED, None)
    else:
        assert (late.state, late.subject) == (state, (ID, NOW))


def test_what_was_made_for_another_use_or_elsewhere_is_unknown() -> None:
    use = link(found)
    for token in (
        make(NEW, "another", ID, NOW + DAY),
        make(b"\3" * 32, "test", ID, NOW + DAY),
        use.token(ID, expires=NOW + DAY)[:-2],
        "",
    ):
        late = closed(partial(use.opened, token, now=NOW))
        assert (late.state, late.subject) == (LinkState.UNKNOWN, None)


@pytest.mark.parametrize("lasts", [LASTS, 30 * DAY])
def test_one_of_before_the_secret_was_changed_opens_as_long_as_any_can_be_good(lasts: timedelta) -> None:
    use = link(found, lasts=lasts)
    token = make(OLD, "test", ID, NOW + 999 * DAY)
    end = ROTATED + lasts
    assert use.opened(token, now=end - SECOND) == (ID, end - SECOND)
    assert closed(lambda: use.opened(token, now=end)).state is LinkState.UNKNOWN
    assert use.opened(make(NEW, "test", ID, NOW + 999 * DAY), now=end)[0] == ID


def test_no_link_is_good_for_longer_than_four_hundred_days() -> None:
    assert timedelta(days=400) == LASTS
