"""One request to one call, and what every page of a call shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from azukari.mail.link_page import Visit
from azukari.supervision.models import Call


@dataclass(frozen=True, slots=True)
class CallVisit:
    """Who asks is not known, and need not be: whoever has the link has read the mail."""

    visit: Visit
    call: Call

    @property
    def request(self) -> HttpRequest:
        return self.visit.request

    @property
    def lang(self) -> str:
        return self.visit.lang

    @property
    def now(self) -> datetime:
        return self.visit.now

    @property
    def company(self) -> str:
        """What it is called in the language of the page."""
        return self.call.recipient.called(self.lang)

    @property
    def posted(self) -> bool:
        """Whether a button was pressed."""
        return self.request.method == "POST"

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        """The page, with the company's name."""
        told = {"call": self.call, "company": self.company, **context}
        return self.visit.render(f"supervision/{template}.html", told, status=status)

    def again(self) -> HttpResponse:
        """The same page, as it stands now."""
        return self.visit.again()
