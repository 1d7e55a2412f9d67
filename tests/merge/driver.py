"""A process that merges two records and parts them again without end, so that it can be killed:
``python -m tests.merge.driver``.

It registers two people once, and forks a child for each round. After each death it says whose everything is.

    stdin   ``work`` | ``look``
    stdout  ``child PID``, then the child's lines, then ``over``
"""

import json
import os
import sys

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - Django is set up first

from azukari.core.people.models import Person  # noqa: E402
from azukari.core.vault.inspect import orphans  # noqa: E402
from azukari.core.vault.models import Merge, MergedRow  # noqa: E402
from tests.console import desks  # noqa: E402
from tests.merge.owners import join, owners, take_apart, words  # noqa: E402

NAMES = ("first", "second")


def say(*said: object) -> None:
    """One line, in one piece."""
    os.write(1, (" ".join(map(str, said)) + "\n").encode())


def work() -> None:
    """Merge, part, merge, part, until killed."""
    while True:
        for done in Merge.objects.all():
            take_apart(done.id)
            say("parted")
        first, second = Person.objects.order_by("created_at", "id").values_list("id", flat=True)
        join(second, first)
        say("merged")


def look() -> None:
    """Whose is everything? Opening each value with its owner's key is part of the look."""
    seals = words()
    everything = {f"{table} {key}": str(owner) for (table, key), owner in owners().items()}
    found = {
        "merged": Merge.objects.count(),
        "written_down": MergedRow.objects.exists(),
        "people": Person.objects.count(),
        "owners": everything,
        "words": {str(id): [str(owner), text] for id, (owner, text) in seals.items()},
        "orphans": len(list(orphans(desks.moment()))),
    }
    say(json.dumps(found))


def main() -> None:
    for name in NAMES:
        desks.register("membership", {"email": f"{name}-marker@example.org"})
        desks.register("volunteers", {"email": f"{name}-marker@example.org"})
    look()
    connections.close_all()
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            say("child", os.getpid())
            try:
                work() if line.strip() == "work" else look()
                connection.close()
            except BaseException as error:
                say("error", repr(error))
                os._exit(1)
            os._exit(0)
        os.waitpid(pid, 0)
        say("over")


if __name__ == "__main__":
    main()
