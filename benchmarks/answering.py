"""Answers to a questionnaire per second over HTTP, unlinked and linked, beside the bare view of submissions.

Begun by `benchmarks.questionnaires`. An unlinked answer is the last page of the questionnaire, sent: all pages are
walked again, every answer is checked, and the pool is written, each commit on disk. A linked one comes by the HTTP API:
checked against its version, sealed, with its grant, its ledger entry and its tallies. Both have ten questions; the bare
view of `benchmarks.submissions` keeps nine fields in a plain row. Rounds alternate; the ratio is the median of theirs.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from azukari.site.server import THREADS
from benchmarks import wrk
from benchmarks.instance import STARTER
from benchmarks.submissions import Side, bare, by_api
from benchmarks.submissions import rounds as run
from tests.live import Program
from tests.postgres import free_port

_CONNECTIONS = 8
_QUESTIONS = 10
_WORDS = {"ja": "どう思いますか", "en": "What do you think?"}
_FORM, _SLUG = "river-panel", "answering"


def answering(root: Path, url: str, *, seconds: int, rounds: int) -> list[Sequence[object]]:
    """Rows of the table: each kind with its rate, the bare view's, and the ratio.

    Args:
        root: of the instance that Django stands on in this process.
        url: of its database; blank for SQLite.
    """
    for slug, linked in ((f"{_SLUG}-unlinked", False), (f"{_SLUG}-linked", True)):
        _open(slug, linked=linked)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZUKARI_", "DJANGO_"))}
    made = Program(root, f"http://127.0.0.1:{free_port()}", kept | {"AZUKARI_DATABASE": url})
    environment = {**made.environment, "AZUKARI_INSTANCE": str(root)}
    made.start("--threads", str(THREADS), "--no-worker")
    try:
        with bare(root.parent, environment, THREADS) as plain:
            sides = [_unlinked(made.url, root.parent, environment), _linked(made.url, root.parent, environment), plain]
            rates = run(sides, rounds, connections=_CONNECTIONS, seconds=seconds)
    finally:
        made.kill()
    theirs = rates.pop("bare")
    return [(f"{name} answers", *wrk.beside(ours, theirs)) for name, ours in rates.items()]


def _open(slug: str, *, linked: bool) -> None:
    from azukari.core.policy_versions.current import current
    from azukari.core.policy_versions.publish import publish as publish_policy
    from azukari.demo.people import SETTER
    from azukari.demo.questionnaires import with_panel
    from azukari.features.questionnaires.document import write
    from azukari.features.questionnaires.models import Poll
    from azukari.features.questionnaires.publish import publish
    from azukari.features.questionnaires.shape import Option, Question, Questionnaire, QuestionPage, QuestionType

    now = datetime.now(UTC)
    if linked and _FORM not in current().policy.forms:
        publish_policy(with_panel(STARTER.read_text("utf-8")), actor=SETTER, now=now, file=STARTER.name)
    options = tuple(Option(value, _WORDS) for value in "abcde")
    questions = [Question(f"q{n}", QuestionType.SINGLE, _WORDS, options=options) for n in range(_QUESTIONS - 1)]
    words = Question("words", QuestionType.SHORT_TEXT, _WORDS)
    pages = (QuestionPage("first", tuple(questions)), QuestionPage("last", (words,)))
    document = write(Questionnaire(slug, _WORDS, _WORDS, linked, pages))
    Poll.objects.create(slug=slug, draft=document, linked=linked, changed_at=now)
    publish(slug, revision=None, actor=SETTER, now=now, form=_FORM if linked else "")


def _unlinked(url: str, root: Path, environment: Mapping[str, str]) -> Side:
    body = root / "unlinked.form"
    said = "&".join(f"q{n}={'abcde'[n % 5]}" for n in range(_QUESTIONS - 1))
    body.write_text(f"version=1&page=check&step=send&seed=1&{said}&words=%d", "utf-8")
    path, form = f"/ja/questionnaires/{_SLUG}-unlinked", "application/x-www-form-urlencoded"
    return Side("unlinked", url, path, form, body, "questionnaires_pooledanswers", environment)


def _linked(url: str, root: Path, environment: Mapping[str, str]) -> Side:
    lines = ["version = 1", *(f'q{n} = "{"abcde"[n % 5]}"' for n in range(_QUESTIONS - 1)), 'words = "%d"']
    return by_api("linked", url, _FORM, {"answers": "\n".join(lines)}, root, environment)
