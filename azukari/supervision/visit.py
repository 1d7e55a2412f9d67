"""One request to one call, and what every page of a call shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from azukari.supervision.models import Call


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks is not known, and need not be: whoever has the link has read the mail."""

    request: HttpRequest
    call: Call
    lang: str
    now: datetime

    @property
    def posted(self) -> bool:
        """Whether a button was pressed."""
        return self.request.method == "POST"

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        """The page, which no search engine keeps."""
        company = self.call.recipient.name.get(self.lang) or self.call.recipient_id
        told = {"call": self.call, "company": company, **context}
        response = render(self.request, f"supervision/{template}.html", told, status=status)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def again(self) -> HttpResponse:
        """The same page, as it stands now."""
        return HttpResponseRedirect(self.request.path, status=303)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing, for the summary of errors."""

    field_id: str
    message: str
