"""What goes on beside others in `benchmarks.expiry`: the worker's retention and search for mentions, until both are
done.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import instance


def main() -> int:
    instance.make(Path(sys.argv[1]), url=sys.argv[2])
    from azukari.core.people.models import Tombstone
    from azukari.core.vault.mention_walk import look
    from azukari.core.vault.models import Mention, MentionSearch
    from azukari.core.vault.retention import due, expire_some

    print("ready", flush=True)
    began, expiry = time.monotonic(), 0.0
    while True:
        now = datetime.now(UTC)
        expire_some(now)
        if not due(now) and not expiry:
            expiry = time.monotonic() - began
        look(now)
        if expiry and not MentionSearch.objects.exists():
            break
    seconds = time.monotonic() - began
    told = {
        "seconds": seconds,
        "expiry": expiry,
        "gone": Tombstone.objects.count(),
        "mentions": Mention.objects.count(),
    }
    print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
