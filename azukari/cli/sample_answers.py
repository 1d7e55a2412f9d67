"""What the desks of the demonstration did with what came: read it, and answered what was asked, some within hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from azukari.accounts.models import User
from azukari.charter.current import Current
from azukari.cli.sample import SETTER
from azukari.database.rows import insert_all
from azukari.forms.handling import handle
from azukari.forms.models import Handled, Handling, Reply, Submission
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category, FormKind
from azukari.vault.index import newest_index
from azukari.vault.store import NewValue, seal_more

_UNREAD = timedelta(days=9)
_TOOK = (3, 9, 20, 28, 44, 6, 70, 110)  # hours until an answer
_TEXTS = {
    "ja": (
        "ご連絡をありがとうございます。担当の者が現地で確かめ、今月の通信でお知らせします。",
        "お問い合わせをありがとうございます。次の観察会は第二日曜の午前十時、瀬音橋のたもとに集まります。",
        "ご意見をありがとうございます。次の理事会で話し合います。",
    ),
    "en": (
        "Thank you for telling us. Somebody will look at the place, and our next letter will say what they found.",
        "Thank you for your question. The next walk begins on the second Sunday at 10 a.m., at the Seoto bridge.",
        "Thank you for your thoughts. The board will talk about them at its next meeting.",
    ),
}


def add_handling(people: Sequence[list[Submission]], charter: Current, *, now: datetime) -> None:
    """The desks have read what came, but for that of the last days; every third question is settled."""
    old = [each for held in people for each in held if each.created_at < now - _UNREAD]
    asked = [each for each in old if each.kind == FormKind.FEEDBACK]
    clerk = User.objects.filter(duties__duty="feedback").order_by("id").first()
    answered = dict(_answer(asked, charter, clerk))
    Handling.objects.bulk_create(
        (
            Handling(
                submission=each,
                person_id=each.person_id,
                state=Handled.ANSWERED,
                assignee=clerk if each.id in answered else None,
                changed_at=answered.get(each.id, now),
            )
            for each in old
        ),
        batch_size=200,
    )
    policy = charter.policy
    for each in asked[::3]:
        then = answered[each.id] + timedelta(hours=30)
        handle(
            each.id, state=Handled.CLOSED, assignee=clerk.reference if clerk else None, version=1,
            form=policy.forms[each.form], policy=policy, actor=SETTER, now=then,
        )  # fmt: skip


def _answer(asked: Sequence[Submission], charter: Current, clerk: User | None) -> Iterator[tuple[object, datetime]]:
    """Our words, sealed with theirs; no mail goes out. When each was answered."""
    for at, each in enumerate(asked):
        purpose, then = charter.policy.forms[each.form].purposes[0], each.created_at + timedelta(hours=_TOOK[at % 8])
        written = Reply.objects.create(
            submission=each, person_id=each.person_id, purpose=purpose, lang=each.lang, author=clerk,
            message=new_id(), written_at=then,
        )  # fmt: skip
        value = NewValue(written.field, Category.MESSAGE, (purpose,), _TEXTS[each.lang][at % 3])
        index = newest_index(then)
        insert_all(seal_more([value], person=each.person_id, submission=each.id, index=index, now=then))
        yield each.id, then
