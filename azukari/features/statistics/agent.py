"""User agents: what sort of program asks. Kinds and families alone, out of closed lists, never a version.

Robots are known by a published list (crawler-user-agents), by the words with which programs name themselves, and by
the marks of browsers that somebody steers. What was found stays in memory under a number that changes with each
process; the words of the user agent stay nowhere.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from crawleruseragents import is_crawler

_MOST = 4096


class Robot(StrEnum):
    """By which rule a view is left out."""

    LISTED = "listed robot"
    UNNAMED = "no user agent"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Agent:
    """``robot`` says by which rule it is one, or is empty."""

    robot: str
    device: str
    browser: str
    system: str


_PROGRAM = re.compile(
    r"headless|phantomjs|^(?:curl|wget|python|go-http|java|okhttp|libwww|ruby|php|axios|node|undici|httpx?|perl)\b",
    re.IGNORECASE,
)
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("LINE", r"\bLine/"),
    ("Instagram", r"\bInstagram "),
    ("Facebook", r"\bFBA[NV]/"),
    ("Yahoo! JAPAN", r"\bYJApp|YahooMobile"),
    ("Vivaldi", r"\bVivaldi/"),
    ("UC Browser", r"\bUCBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\bChrom(?:e|ium)/|\bCriOS/"),
    ("Safari", r"\bVersion/[\d.]+.*\bSafari/|\bAppleWebKit/.*\bMobile/"),
    ("Internet Explorer", r"\bMSIE |\bTrident/"),
)
_SYSTEMS = (
    ("iOS", r"\biP(?:hone|ad|od)\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)
_FAMILIES = tuple((name, re.compile(pattern)) for name, pattern in _BROWSERS)
_PLATFORMS = tuple((name, re.compile(pattern)) for name, pattern in _SYSTEMS)
_TABLET = re.compile(r"\biPad\b|\bTablet\b|\bAndroid\b(?!.*\bMobile\b)")
_PHONE = re.compile(r"\bMobile\b|\biPhone\b|\biPod\b")

_found: dict[int, Agent] = {}


def agent_of(user_agent: str) -> Agent:
    """What sort of program says this of itself."""
    number = hash(user_agent)  # keyed anew by each process (PEP 456)
    found = _found.get(number)
    if found is None:
        if len(_found) >= _MOST:
            _found.clear()
        found = _found[number] = _look(user_agent[:512])
    return found


def _look(words: str) -> Agent:
    device = "tablet" if _TABLET.search(words) else "phone" if _PHONE.search(words) else "computer"
    browser = next((name for name, pattern in _FAMILIES if pattern.search(words)), "other")
    system = next((name for name, pattern in _PLATFORMS if pattern.search(words)), "other")
    return Agent(_robot(words), device, browser, system)


def _robot(words: str) -> str:
    if not words.strip():
        return Robot.UNNAMED
    if _PROGRAM.search(words):
        return Robot.PROGRAM
    return Robot.LISTED if is_crawler(words) else ""
