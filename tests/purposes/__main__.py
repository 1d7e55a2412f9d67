"""`python -m tests.purposes` prints the table of ways and purposes, and how many cells it has; with `--write` the pages
of the guide get it.
"""

import sys

from tests import instance

instance.begin()

from tests.purposes.matrix import GUIDES, as_text, cells, policies, write  # noqa: E402 - Django is set up first

for name, policy in policies().items():
    found = cells(policy)
    print(f"{name}: {len(found)} cells, {sum(found.values())} allowed\n\n{as_text(policy)}\n")
if "--write" in sys.argv:
    for lang in GUIDES:
        write(lang)
