"""One request to one call, and what every page of a call shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.http import HttpResponse

from azukari.core.mail.link_page import Visit
from azukari.features.processors.models import Call


@dataclass(frozen=True, slots=True)
class CallVisit(Visit):
    """Who asks is not known, and need not be: whoever has the link has read the mail."""

    call: Call

    @classmethod
    def to(cls, call: Call, visit: Visit) -> Self:
        """The same request, with the call that its link belongs to."""
        return cls(visit.request, visit.lang, visit.token, visit.now, call)

    @property
    def company(self) -> str:
        """What it is called in the language of the page."""
        return self.call.recipient.called(self.lang)

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        """The page, with the company's name."""
        told = {"call": self.call, "company": self.company, **context}
        return self.render(f"supervision/{template}.html", told, status=status)
