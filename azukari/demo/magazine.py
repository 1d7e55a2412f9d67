"""The demonstration's magazine: a year of growth, an issue of last month, one that goes out now, and a draft."""

from datetime import datetime, timedelta

from azukari.core.accounts.models import User
from azukari.core.mail.mailing import settle_done
from azukari.core.mail.models import MailingMessage
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from azukari.features.magazine.growth import count_today
from azukari.features.magazine.issues import Content, approve, begin, schedule, write
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue, Layout
from azukari.features.magazine.second_person import serving
from azukari.features.magazine.sending import send_due
from azukari.policy.mailing import OPEN, MessageState
from azukari.policy.terms import Actor, ActorKind

_LAST = {
    "ja": """## 冬の水質調査

{{ name }}様

十一の地点で水を採りました。上流の透明度は去年より高く、支流の一つでは窒素が増えています。

- 透明度：九地点で「良」
- 気になる地点：南支流の橋の下

数字はすべて[調査のページ](https://seoto.example.org/survey)にあります。

## 次の観察会

十二月十三日(日)の朝九時、せせらぎ橋に集まります。カワセミが見られるかもしれません。
""",
    "en": """## The winter survey

Dear {{ name }},

We took samples at eleven places. The water upstream is clearer than last year; one tributary has more nitrogen.

- Clear: nine places of eleven
- To keep an eye on: under the bridge of the southern tributary

All figures are on [the page of the survey](https://seoto.example.org/survey).

## The next walk

Sunday 13 December, nine in the morning, at Seseragi Bridge. With luck there are kingfishers.
""",
}
_EARLIER = {
    "ja": """{{ name }}様

秋の清掃には四十二人が集まり、二時間で四百キロを拾いました。ありがとうございました。

拾ったもののうち、いちばん多かったのは飲みもののボトルです。[写真と内訳](https://seoto.example.org/cleanup)をご覧ください。
""",
    "en": """Dear {{ name }},

Forty-two people came to the autumn clean-up and took out 400 kg in two hours. Thank you.

Most of it was drink bottles. [Pictures and figures](https://seoto.example.org/cleanup) are on our page.
""",
}
_NEXT = {
    "ja": "## 来年の予定\n\n{{ name }}様\n\n(ここに来年の観察会の日程を書く)\n",
    "en": "",
}
_SUBJECTS = (
    {"ja": "瀬音だより 秋の清掃のご報告", "en": "Seoto Letter: the autumn clean-up"},
    {"ja": "瀬音だより 冬の水質調査の結果", "en": "Seoto Letter: the winter survey"},
    {"ja": "瀬音だより 来年の予定", "en": ""},
)
_AGREE = "      en: Send me the magazine, “Seoto Letter”\n"


def with_second_person(policy: str) -> str:
    """The policy's text in which each issue takes a second person; unchanged if it is not the starter's."""
    if "second_person:" in policy or policy.count(_AGREE) != 1:
        return policy
    return policy.replace(_AGREE, f"{_AGREE}    second_person: true\n")


def add_issues(charter: Current, *, now: datetime) -> int:
    """Let an editor have written some issues; returns how many."""
    of = next(iter(lists(charter.policy).values()), None)
    if of is None:
        return 0
    *readers, writer = _editors(charter, of)
    second = readers[0] if readers else SETTER
    count_today(now)
    earlier = now - timedelta(days=31)
    _sent(charter, of, (writer, second), _SUBJECTS[0], _EARLIER, Layout.LETTER, earlier)
    _delivered(earlier + timedelta(hours=1))
    _sent(charter, of, (writer, second), _SUBJECTS[1], _LAST, Layout.JOURNAL, now)
    _written(of, writer, _SUBJECTS[2], _NEXT, Layout.JOURNAL, now)
    return len(_SUBJECTS)


def _editors(charter: Current, of: MailingList) -> list[Actor]:
    """Those whose duty serves the list; the program itself where nobody's does. The last of them writes."""
    duties = serving(of, charter.policy)
    found = User.objects.filter(duties__duty__in=duties).order_by("id").distinct()
    return [Actor(ActorKind.STAFF, str(user.reference), user.duty_slugs()) for user in found] or [SETTER]


def _written(
    of: MailingList, writer: Actor, subjects: dict[str, str], bodies: dict[str, str], layout: str, now: datetime
) -> Issue:
    issue = begin(of.slug, layout=layout, actor=writer, now=now)
    return write(issue.id, Content(layout, subjects, bodies), version=1, actor=writer, now=now)


def _sent(
    charter: Current,
    of: MailingList,
    two: tuple[Actor, Actor],
    subjects: dict[str, str],
    bodies: dict[str, str],
    layout: str,
    at: datetime,
) -> None:
    """To whoever read the list at that time; the worker delivers what waits. One writes it, the other approves."""
    writer, second = two
    issue = _written(of, writer, subjects, bodies, layout, at)
    approve(issue.id, of, charter.policy, version=issue.version, actor=second, now=at)
    schedule(issue.id, at=at, actor=writer, now=at)
    send_due(at)


def _delivered(at: datetime) -> None:
    """What has begun had all gone out by then: a mail server had taken it."""
    going = Issue.objects.filter(state=IssueState.SENDING).values_list("mailing", flat=True)
    waiting = MailingMessage.objects.filter(mailing__in=[*going], state__in=OPEN)
    waiting.update(state=MessageState.SENT, changed_at=at, attempts=1)
    settle_done(now=at)
    send_due(at)  # closes the issue with its mailing
