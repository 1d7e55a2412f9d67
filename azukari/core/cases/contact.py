"""Sections of the public contact page; each gets the present moment."""

from datetime import datetime

from azukari.lib.sections import Sections

sections: Sections[datetime] = Sections()
