"""Calendar files (RFC 5545) of somebody's shifts: the feed, and the invitations that come with letters.

The UID of a shift is the same in both, so a calendar that got it by email and by the feed shows it once.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from azukari.features.volunteers.models import SignUp, SignUpState

_LINE = 73  # octets before a fold; 75 with the space and for luck (3.1)


def calendar(rows: Iterable[SignUp], *, lang: str, now: datetime, method: str = "", name: str = "") -> bytes:
    """The file.

    Args:
        rows: sign-ups with their shifts and openings.
        method: ``PUBLISH`` or ``CANCEL`` in a letter (RFC 5546), none in a feed.
        name: of the calendar.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//azukari//shifts//EN", "CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}"] if method else []
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"] if name else []
    for row in rows:
        lines += _event(row, lang, now)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def uid(row: SignUp) -> str:
    """Of one sign-up; it stays when the person cancels and comes back."""
    return f"{row.id}@{urlsplit(settings.AZUKARI.base_url).hostname or 'localhost'}"


def _event(row: SignUp, lang: str, now: datetime) -> list[str]:
    shift, opening = row.shift, row.shift.opening
    gone = row.state == SignUpState.CANCELLED or shift.called_off_at is not None
    status = "CANCELLED" if gone else "TENTATIVE" if row.state == SignUpState.WAITING else "CONFIRMED"
    place, needs = opening.place.get(lang, ""), opening.needs.get(lang, "")
    return [
        "BEGIN:VEVENT",
        f"UID:{uid(row)}",
        f"SEQUENCE:{row.revision}",
        f"DTSTAMP:{_time(now)}",
        f"DTSTART:{_time(shift.starts)}",
        f"DTEND:{_time(shift.ends)}",
        f"SUMMARY:{_text(opening.title.get(lang, ''))}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        *([f"DESCRIPTION:{_text(needs)}"] if needs else []),
        f"URL:{settings.AZUKARI.base_url}/{lang}/me/shifts",
        f"STATUS:{status}",
        "END:VEVENT",
    ]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """As a value (3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """In lines of at most 75 octets, never within a character."""
    pieces, room = [""], _LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append("")
            room = _LINE
        pieces[-1] += letter
        room -= size
    return "\r\n ".join(pieces)
