"""What the desks of the demonstration did with what came: read it, and answered what was asked, some within hours."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.forms.models import Handled, Handling, Submission
from azukari.core.forms.replying import NoAddress, Written, reply
from azukari.core.policy_versions.current import Current
from azukari.policy.terms import FormKind

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
    if clerk is not None:
        for at, each in enumerate(asked):
            form = charter.policy.forms[each.form]
            with suppress(NoAddress):
                reply(
                    each.id, Written(_TEXTS[each.lang][at % 3], form.purposes[0], 0, at % 3 == 0), form=form,
                    policy=charter.policy, by=clerk, actor=actor_of(clerk),
                    now=each.created_at + timedelta(hours=_TOOK[at % 8]),
                )  # fmt: skip
    read = [each for each in old if each.kind != FormKind.FEEDBACK]
    Handling.objects.bulk_create(
        (Handling(submission=each, person_id=each.person_id, state=Handled.ANSWERED, changed_at=now) for each in read),
        batch_size=200,
    )
