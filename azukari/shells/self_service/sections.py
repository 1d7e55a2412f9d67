"""Sections that slices bring to the person's own page; those of staff's pages stand in `desk.sections`."""

from azukari.lib.sections import Sections
from azukari.shells.self_service.guard import Visit

notices: Sections[Visit] = Sections()
"""What stands above everything else on the own page, because it waits for an answer."""

parts: Sections[Visit] = Sections()
"""What they take part in, below their data: dues, shifts, issues."""

closing: Sections[Visit] = Sections()
"""What stands between the mail and the erasure."""
