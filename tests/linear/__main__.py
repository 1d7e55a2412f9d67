"""``python -m tests.linear``: each regular expression of the program, and the exponent by which its time grows; then
each parser, and by how much longer it takes at four times the length.
"""

import sys

from tests.instance import begin

begin()

from tests.linear import parsers  # noqa: E402 - Django is set up first
from tests.linear.measured import worst  # noqa: E402
from tests.linear.patterns import everything  # noqa: E402

for found in sorted(everything(), key=lambda one: one.place):
    grown = f"n^{worst(found)[0]:.1f}" if found.pattern else "unknown"
    sys.stdout.write(f"{grown:<8} {'/'.join(sorted(found.uses)):<20} {found.place}\n")
for parser in parsers.PARSERS:
    run, times = parsers.worst(parser)
    sys.stdout.write(f"x{times:<7.1f} {'parser':<20} {parser} ({run!r})\n")
