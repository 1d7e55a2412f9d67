"""A sender of the benchmark: as the program's own, with the kind of mailing that `benchmarks.mailing` sends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

KIND = "benchmark:issue"


def register() -> None:
    """Make the kind known: its links are signed as the magazine's would be."""
    from django.conf import settings

    from azukari.core.mail import mailing_kind
    from azukari.core.mail.link import secret
    from azukari.core.mail.mailing_kind import LinkMaker, MailingKind
    from azukari.core.mail.models import Mailing
    from azukari.lib import token
    from azukari.policy.terms import Use

    def links(_mailing: Mailing, now: datetime) -> LinkMaker:
        key, expires, base = secret(), now + timedelta(days=400), settings.AZUKARI.base_url

        def of(message: UUID, _person: UUID, lang: str) -> Mapping[str, str]:
            signed = token.make(key, "benchmark", message, expires)
            return {"leave": f"{base}/{lang}/magazine/leave/{signed}"}

        return of

    mailing_kind.register(MailingKind(KIND, "an issue", frozenset({Use.INFORM}), links, frozenset({"leave"})))


def main() -> None:
    import django

    from azukari.lib.frozen_heap import frozen_heap

    with frozen_heap():
        django.setup()
    register()
    from azukari.core.mail.bulk.__main__ import alone
    from azukari.core.mail.bulk.sender import Sender
    from azukari.lib.job import clock

    with Sender(clock) as sender:
        print("ready", flush=True)
        sender.go_on(alone)


if __name__ == "__main__":
    main()
