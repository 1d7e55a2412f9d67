"""Senders in processes of their own, so that a test can kill them: it is told the database and the mail server. For
each "go" that it reads it begins two, says their ids, and says "over" when both have ended; for "recover" it settles
what they left.
"""

import os
import sys
import time
import traceback

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first

settings.DATABASES["default"]["NAME"] = sys.argv[1]

from dataclasses import replace  # noqa: E402

from django.db import connections  # noqa: E402

from azukari.core.mail import mailing_kind  # noqa: E402
from azukari.core.mail.bulk.sender import Sender  # noqa: E402
from azukari.core.mail.bulk.settle import recover  # noqa: E402
from azukari.core.mail.mailing_kind import MailingKind  # noqa: E402
from azukari.core.mail.transport import mailers  # noqa: E402
from azukari.lib.job import clock  # noqa: E402
from azukari.policy.terms import Use  # noqa: E402
from tests.mailings.issue import KIND, links  # noqa: E402

settings.MAILERS = mailers(replace(settings.AZUKARI, smtp=sys.argv[2]))
ISSUE = MailingKind(KIND, "an issue of the magazine", frozenset({Use.INFORM}), links, frozenset({"leave"}))
mailing_kind.register(ISSUE)


def send() -> None:
    """Until somebody kills it."""
    with Sender(clock) as sender:
        while True:
            if not sender.work():
                time.sleep(0.05)


def begin() -> int:
    """A child that sends; returns its id."""
    child = os.fork()
    if not child:
        try:
            send()
        except BaseException:  # nobody else would tell of it
            traceback.print_exc()
        finally:
            os._exit(1)
    return child


print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "recover":
        recover(now=clock())
        connections.close_all()  # those that are begun would share it
        print("recovered", flush=True)
        continue
    children = [begin() for _ in range(2)]
    print(*children, flush=True)
    for child in children:
        os.waitpid(child, 0)
    print("over", flush=True)
