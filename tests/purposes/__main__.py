"""`python -m tests.purposes` prints the table of ways and purposes, and how many cells it has."""

import django

django.setup()

from tests.purposes.matrix import as_text, cells, policies  # noqa: E402 - Django is set up first

for name, policy in policies().items():
    found = cells(policy)
    print(f"{name}: {len(found)} cells, {sum(found.values())} allowed\n\n{as_text(policy)}\n")
