"""byro's list of members, in an environment of its own: what `benchmarks.members --byro PYTHON` runs beside ours.

It imports nothing of ours. Members are written straight into byro's tables, each with one term; its list of the active
is asked for through the whole stack of Django in one process, as ours is.

    python -m venv /tmp/byro && /tmp/byro/bin/pip install 'setuptools<80' byro==2023.1.0
"""

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from typing import Any


def main(sizes: list[int], times: int) -> None:
    """Print p50 and p95 in seconds of the processor, by number of members."""
    folder = tempfile.mkdtemp()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "byro.settings",
        "BYRO_DB_ENGINE": "sqlite3",
        "BYRO_DB_NAME": f"{folder}/byro.sqlite3",
        "BYRO_DATA_DIR": folder,
        "BYRO_FILESYSTEM_LOGS": folder,
        "BYRO_FILESYSTEM_MEDIA": folder,
        "BYRO_FILESYSTEM_STATIC": f"{folder}/static",
    }
    import django
    from django.conf import settings as of_django

    of_django.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    of_django.COMPRESS_ENABLED = False
    of_django.COMPRESS_PRECOMPILERS = ()
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    users: Any = get_user_model().objects
    user = users.create_superuser("clerk", "clerk@example.org", "clerk")
    from byro.common.models import Configuration

    config = Configuration.get_solo()
    config.name, config.backoffice_mail, config.mail_from = "Association", "a@example.org", "a@example.org"
    config.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    found = {}
    for size in sorted(sizes):
        _grow(size)
        answer = client.get("/members/list")
        assert answer.status_code == 200, answer.status_code
        assert b"Member 1" in answer.content
        took = []
        for _n in range(times):
            began = time.process_time()
            client.get("/members/list")
            took.append(time.process_time() - began)
        found[size] = [statistics.median(took), sorted(took)[int(len(took) * 0.95)]]
    sys.stdout.write(json.dumps(found))


def _grow(size: int) -> None:
    from byro.members.models import Member, Membership

    first = Member.objects.count()
    new = [Member(number=str(n), name=f"Member {n}", email=f"m{n}@example.org") for n in range(first, size)]
    Member.objects.bulk_create(new, batch_size=500)
    rows = Member.objects.filter(memberships__isnull=True).values_list("pk", flat=True)
    since = date.today() - timedelta(days=300)  # noqa: DTZ011 - a benchmark's day is the machine's
    terms = [Membership(member_id=pk, start=since, amount=30, interval=12) for pk in rows]
    Membership.objects.bulk_create(terms, batch_size=500)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[2:]], int(sys.argv[1]))
