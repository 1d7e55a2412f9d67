"""User agents: what sort of program asks. Kinds and families alone, out of closed lists, never a version.

Robots are known by a published list (crawler-user-agents), by the words with which programs name themselves, by the
marks of browsers that somebody steers, and by what no browser says: an address of its maker, "compatible" beside
another name, nothing that begins as browsers do. The words are those that the lists of Matomo's device detector, isbot
and ua-parser have in common; none of their lists is here.

What was found stays in memory under a number that changes with each
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
_NAMES_ITSELF = re.compile(
    r"(?<!\bcu)bots?(?![a-z])|\bbot|crawl|spider|slurp|scrap(?:er|y|ing)|archiver|indexer|fetch(?:er)?\b"
    r"|grabber|harvest"
    r"|monitor(?!less)|checker|check\b|validator|link ?preview|preview\b|unfurl|screenshot|thumbnail"
    r"|(?<!cam)scan(?:ner)?\b|probe\b"
    r"|inspect(?:or)?\b|uptime|lighthouse|page ?speed|prerender|transcoder|transcode|synthetics|health ?check"
    r"|\brss\b"
    r"|feed(?:reader|burner|ly|parser|fetcher)|\bfeed |aggregator|newsblur|externalhit|externalagent|externalfetcher"
    r"|meta-externalads|research|survey|\banalyzer|wappalyzer|phantomas|selenium|puppeteer|playwright|wordpress|joomla"
    r"|lookup|resolver|collector|extractor|searcher|webmon|zgrab|masscan|nmap|nikto|sqlmap|gobuster|censys|shodan"
    r"|google(?:-|web|page|image|producer|other|docs|assoc|safety|agent)|mediapartners|feedfetcher|apis-google|duplexweb"
    r"|bing(?:preview|ads)|yandex(?!search|browser)(?:[a-z]+)/|baidu(?:spider| transcoder)|naver(?:japan|bot)|yeti/"
    r"|\bdaum(?:oa)?/"
    r"|chatgpt|claude|anthropic|perplexity|cohere|gemini-ai|bard-ai|kimi-|deepseek|mistralai|copilotchat|ai2bot|gptbot"
    r"|cloudflare(?:-|observatory)|amazon-kendra|novaact|gomezagent|dejaclick|cypress/|google search console|emailproxy"
    r"|pingdom|statuscake|site24x7|datadog|dynatrace|newrelic|catchpoint"
    r"|munin|nagios"
    r"|zabbix|prometheus|blackbox exporter|netcraft|qualys|ssl ?labs|mattermost|slack-?img|slackbot"
    r"|discordbot|telegrambot"
    r"|whatsapp/|skypeuripreview|embedly|bitlybot|flipboardproxy|pinterest/0|tumblr/|\bwget|\bcurl|libwww-perl"
    r"|http_?client"
    r"|apachebench|\bk6/|httpx?\b(?!s?:)|paypal ipn|facebookcatalog|ia_archiver|heritrix|nutch",
    re.IGNORECASE,
)
_OF_ITS_MAKER = re.compile(r"https?://|\bwww\.|[\w.-]@[\w-]{1,60}\.[a-z]")
_COMPATIBLE = re.compile(
    r"\bcompatible;(?! ?(?:MSIE|Konqueror|Nokia|BlackBerry|U;|iCab|Linux|NetFront|NetPositive|NCB|IBrowse))",
    re.IGNORECASE,
)
_AS_BROWSERS = re.compile(
    r"Mozilla/|Opera/|Opera |DoCoMo/|KDDI-|SoftBank/|J-PHONE/|Vodafone/|Nokia|SAMSUNG-|SonyEricsson|BlackBerry"
    r"|LG-|MOT-|UCWEB|Lynx/|E?Links|w3m/|Dillo|NetSurf|HbbTV|Maemo|iCab|AppleWebKit/|Android |Links |Emacs-W3|"
    r"IBrowse|Amiga|HotJava|NCSA|Deepnet"
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
    if not words.strip(" -"):  # a log writes "-" for none
        return Robot.UNNAMED
    if _PROGRAM.search(words):
        return Robot.PROGRAM
    if is_crawler(words):
        return Robot.LISTED
    named = _NAMES_ITSELF.search(words) or _OF_ITS_MAKER.search(words) or _COMPATIBLE.search(words)
    return Robot.PROGRAM if named or not _AS_BROWSERS.match(words) else ""
