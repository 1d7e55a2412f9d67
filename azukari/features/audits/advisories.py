"""Published weaknesses of the libraries that this program runs on, asked of the OSV database (https://osv.dev).

Names and versions of libraries go there, and nothing else. Where nobody answers, or not about every library, nobody
knows; that is never told as "none".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import metadata
from urllib.parse import urlsplit

from django.conf import settings

from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.http_client import NoAnswer, Response, exchange
from azukari.lib.network import is_loopback
from azukari.lib.sentence import Sentence

ADDRESS = "https://api.osv.dev/v1/querybatch"
_SECONDS = 15.0
_MOST = 2_000_000
_NAMED = 3  # of the weaknesses of one library
_ALONE = Sentence("This instance serves this machine alone, so nobody outside was asked about its libraries.")
_SILENT = Sentence("The database of advisories did not answer. Look again with a network.")
_WEAK = Sentence("%(name)s %(version)s has known weaknesses (%(ids)s). Upgrade Azukari.")
_SKIPPED = Sentence("The database of advisories skipped some libraries, so nobody knows about these.")
_NOT_READ = Sentence("The database of advisories gave no answer that can be read.")

type Ask = Callable[[bytes], Response]


def _ask(body: bytes) -> Response:
    headers = {"Content-Type": "application/json"}
    return exchange("POST", ADDRESS, headers=headers, body=body, seconds=_SECONDS, most=_MOST)


def installed() -> dict[str, str]:
    """The libraries that are installed here, with their versions."""
    found = {dist.metadata["Name"]: dist.version for dist in metadata.distributions()}
    return {name: version for name, version in sorted(found.items()) if name and name != "azukari"}


def check(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """What the control says."""
    if is_loopback(urlsplit(settings.AZUKARI.base_url).hostname or ""):
        raise Unknown(Doubt.ALONE, _ALONE())
    return known(installed())


def known(libraries: Mapping[str, str], *, ask: Ask = _ask) -> Findings:
    """A sentence for each library of which a weakness was published.

    Raises:
        Unknown: nobody answered, or not about all of them.
    """
    queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in libraries.items()]
    try:
        answer = ask(json.dumps({"queries": queries}).encode())
    except NoAnswer as error:
        raise Unknown(Doubt.SILENT, _SILENT()) from error
    results = _results(answer)
    for (name, version), found in zip(libraries.items(), results, strict=False):
        ids = [str(each.get("id", "?")) for each in found.get("vulns") or ()]
        if ids:
            more = " ..." if len(ids) > _NAMED else ""
            yield _WEAK(name=name, version=version, ids=", ".join(ids[:_NAMED]) + more)
    if len(results) != len(libraries) or any("next_page_token" in found for found in results):
        raise Unknown(Doubt.SILENT, _SKIPPED())


def _results(answer: Response) -> Sequence[Mapping[str, list[Mapping[str, object]]]]:
    try:
        found = json.loads(answer.body)["results"]
    except (ValueError, KeyError, TypeError):
        found = None
    if answer.status != 200 or not isinstance(found, list):
        raise Unknown(Doubt.SILENT, _NOT_READ())
    return [each if isinstance(each, dict) else {} for each in found]
