"""The program of a recipient that fetches by its token."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from azukari.core.transfers import tokens
from azukari.core.transfers.models import RecipientToken
from tests.disclosure import office


@dataclass(frozen=True, slots=True)
class Caller:
    """It has the words of the token, and nothing else of ours."""

    token: RecipientToken
    words: str
    client: Client = field(default_factory=Client, repr=False, compare=False)

    @classmethod
    def of(cls, slug: str, *, now: datetime) -> "Caller":
        """With a token that was made for ``slug``."""
        return cls(*tokens.make(slug, "their server", days=30, actor=office.ASKER, now=now))

    def get(self, address: str, *, lang: str = "en") -> Any:
        return self.client.get(f"/api/v1/{address}", headers=self._headers(lang))

    def post(self, address: str, body: object = None, *, lang: str = "en") -> Any:
        where = f"/api/v1/{address}"
        return self.client.post(where, body or {}, content_type="application/json", headers=self._headers(lang))

    def page(self, transfer: UUID, after: int, *, lang: str = "en") -> Any:
        """The page that follows."""
        return self.post(f"transfers/{transfer}/pages", {"after": after}, lang=lang)

    def everything(self, transfer: UUID) -> Iterator[dict[str, Any]]:
        """Page after page, to the end, as the guide says."""
        after, end = 0, False
        while not end:
            answer = self.page(transfer, after)
            assert answer.status_code == 200, answer.content
            page = answer.json()
            yield page
            after, end = page["number"], page["end"]

    def _headers(self, lang: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.words}", "Accept-Language": lang}
