"""Sections at the foot of public pages; each gets the request, and is about nobody."""

from django.http import HttpRequest

from azukari.lib.sections import Sections

sections: Sections[HttpRequest] = Sections()
