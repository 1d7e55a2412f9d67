"""The inbox of questions and opinions, by number of threads: all, new, mine, waiting, answered, closed; and one thread.

    python -m benchmarks.feedback                       a minute: 200 and 2,000 threads on SQLite
    python -m benchmarks.feedback --sizes 1000 100000   some minutes
    python -m benchmarks.feedback --engine postgresql

The threads come in by the door for many (`forms.many`): every value sealed, grants, trail and ledger included. Each
page is asked for through the whole stack of Django in one process, and the time of the processor is what counts. The
number of queries must not grow with the number of threads.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from benchmarks import instance, pages

_BATCH = 1000


def main() -> int:
    options = pages.options(__doc__, of="threads", sizes=[200, 2_000], times=30).parse_args()
    measured: dict[int, pages.Measured] = {}
    with instance.standing(options.engine):
        from azukari.core.forms.models import Submission
        from benchmarks.population import hasten, settle
        from tests.console.desks import staff

        staff("feedback", email="other@staff.example.org")
        desk = pages.Desk("feedback", at="/console/forms/feedback/")
        for size in sorted(options.sizes):
            hasten()
            for begin in range(Submission.objects.filter(form="feedback").count(), size, _BATCH):
                _write(range(begin, min(begin + _BATCH, size)))
            settle()
            print(f"{size:,} threads on {options.engine}", file=sys.stderr)
            measured[size] = pages.measure(_pages(desk), options.times)
    pages.report(f"The inbox, milliseconds of the processor, {options.engine}", measured)
    return 0


def _write(numbers: range) -> None:
    """So many write to us, over the last three hundred days; the older, the more of them are settled."""
    from azukari.core.accounts.models import User
    from azukari.core.forms.answers import Answers, read
    from azukari.core.forms.many import Newcomer, Visit, take_in_many
    from azukari.core.forms.models import Handled, Handling
    from azukari.core.policy_versions.current import current

    charter, now, people = current(), datetime.now(UTC), []
    form = charter.form("feedback")
    assert form is not None
    for number in numbers:
        asked = {"topic": "question", "message": f"Question {number}", "email": f"asker{number}@example.org"}
        answers = read(form, charter.policy, asked, lang="en")
        assert isinstance(answers, Answers), answers
        people.append(Newcomer("en", (Visit(form, answers, now - timedelta(minutes=number * 4 % 430_000 + 1)),)))
    states = [Handled.NEW, Handled.IN_HAND, *[Handled.ANSWERED] * 6, *[Handled.CLOSED] * 12]
    clerks = list(User.objects.order_by("pk"))
    Handling.objects.bulk_create(
        Handling(
            submission=submission, person_id=submission.person_id, state=states[number % len(states)],
            assignee=clerks[number % len(clerks)] if number % 20 else None, changed_at=now,
        )
        for number, [submission] in zip(numbers, take_in_many(people, charter=charter, now=now), strict=True)
        if number % 20 or number % 40  # half of the new ones nobody has touched
    )  # fmt: skip


def _pages(desk: pages.Desk) -> Mapping[str, pages.Ask]:
    from azukari.core.forms.models import Handled, Submission

    newest = Submission.objects.filter(form="feedback").order_by("-created_at")[0]
    since, until = (f"{datetime.now(UTC) - timedelta(days=ago):%Y-%m-%d}" for ago in (60, 30))
    return {
        "all": desk.get(),
        "new": desk.get(f"?state={Handled.NEW}"),
        "mine": desk.get("?mine=1"),
        "in hand": desk.get(f"?state={Handled.IN_HAND}"),
        "answered": desk.get(f"?state={Handled.ANSWERED}"),
        "closed": desk.get(f"?state={Handled.CLOSED}"),
        "a month of them": desk.get(f"?since={since}&until={until}"),
        "page 100": desk.get("?page=100"),
        "one thread": desk.get(f"{newest.id}/"),
        "numbers": desk.get("numbers/"),
    }


if __name__ == "__main__":
    sys.exit(main())
