"""The page for paper: what is not there is not told, and what is there is told as the archive has it (P42)."""

import copy

from azukari.own import package
from azukari.own.test_archive_schema import ARCHIVE
from azukari.policy.parse import STARTER, parse

POLICY = parse(STARTER.read_text("utf-8"))


def test_of_each_use_its_title_time_and_end_are_told() -> None:
    archive = copy.deepcopy(ARCHIVE) | {"trail": []}
    grant = archive["grants"][0]
    (told,) = package._context(archive, POLICY, "en")["grants"]
    assert (told["title"], told["term"], told["in_force"]) == ("Name", "Name", True)
    assert told["begins"].isoformat() == told["ends"].isoformat() == grant["begins"]
    grant["term"] = grant["ends"] = None
    (told,) = package._context(archive, POLICY, "en")["grants"]
    assert (told["term"], told["ends"]) == ("", None)
