"""What the own page says of a registration: how it came in, and by what right each purpose uses it."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import translation

from azukari.core.forms.models import Channel
from azukari.policy.terms import Ground
from azukari.shells.self_service.holdings import Use

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def shown(template: str, **context: object) -> str:
    with translation.override("en"):
        return engines["django"].from_string("{% load own %}" + template).render(context).strip()


def use(ground: Ground, until: datetime | None = NOW) -> Use:
    return Use("dues-record", "Records", "Kept.", ground, "the Tax Act", NOW, until, "", ended=False)


@pytest.mark.parametrize(
    ("ground", "until", "said"),
    [
        (Ground.LAW, NOW, "A law obliges us: the Tax Act"),
        (Ground.LAW, None, "A law obliges us"),  # the term names it
        (Ground.CONSENT, NOW, "You agreed to it"),
        (Ground.CONTRACT, NOW, "You asked us for it"),
    ],
)
def test_the_right_is_told_in_words(ground: Ground, until: datetime | None, said: str) -> None:
    assert shown("{{ use|ground_in_words }}", use=use(ground, until)) == said


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (Channel.PAGE, "on our page"),
        (Channel.API, "through another program"),
        (Channel.STAFF, "entered by our staff"),
        (Channel.IMPORT, "taken over from earlier records"),
        (Channel.MAIL, "by email"),
    ],
)
def test_each_way_in_has_its_words(channel: Channel, said: str) -> None:
    assert len(Channel) == 5
    assert shown("{{ channel|channel_in_words }}", channel=channel.value) == said


def test_a_table_has_something_under_a_key_or_nothing() -> None:
    assert shown("{{ table|of:'a' }} {{ table|of:'b' }}", table={"a": 1}) == "1 None"


def test_a_token_is_hidden_and_escaped() -> None:
    html = shown("{% own_token %}", token_field="token", token='"><b>')
    assert html == '<input type="hidden" name="token" value="&quot;&gt;&lt;b&gt;">'
