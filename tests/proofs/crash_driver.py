"""A process that registers, confirms and erases without end, so that it can be killed: ``python -m ...crash_driver``.

It sets itself up once and forks a child for each round, since starting Python two hundred times would be most of the
test. What a child says it writes in one line before the deed and one line after, straight into a pipe: what it
acknowledged can be read after its death.

    stdin   ``work SEED`` | ``check ID...``
    stdout  ``child PID``, then the child's lines, then ``over``
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - Django is set up first

from azukari.core.consent.models import Grant  # noqa: E402
from azukari.core.forms.answers import Answers, read  # noqa: E402
from azukari.core.forms.confirm import LINK, confirm  # noqa: E402
from azukari.core.forms.intake import receive  # noqa: E402
from azukari.core.forms.models import Channel, State, Submission  # noqa: E402
from azukari.core.forms.notices import notices  # noqa: E402
from azukari.core.ledger.integrate import integrate_all  # noqa: E402
from azukari.core.ledger.verify import verify  # noqa: E402
from azukari.core.mail.link import secret  # noqa: E402
from azukari.core.mail.models import Message  # noqa: E402
from azukari.core.people.models import Person, Trail  # noqa: E402
from azukari.core.policy_versions.current import current  # noqa: E402
from azukari.core.vault.cipher import open_value  # noqa: E402
from azukari.core.vault.erase import erase  # noqa: E402
from azukari.core.vault.inspect import orphans  # noqa: E402
from azukari.core.vault.keys import data_keys  # noqa: E402
from azukari.core.vault.models import Erasure, PersonKey, SealedValue  # noqa: E402
from azukari.core.vault.opening import entry_keys  # noqa: E402
from azukari.core.vault.scan import remains  # noqa: E402
from azukari.lib.token import make  # noqa: E402
from azukari.policy.terms import Actor, ActorKind  # noqa: E402
from azukari.shells.worker import worker  # noqa: E402

FORMS = ("volunteers", "magazine", "membership")
_ADDRESSES = 40
_OPTIONAL = {"name_kana": "やまだ", "phone": "0428-78-0000", "message": "川が好きです。"}


def say(*words: object) -> None:
    """One line, in one piece."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def now() -> datetime:
    return datetime.now(UTC)


def work(seed: int) -> None:
    """One deed after another, until killed."""
    chance = random.Random(seed)
    while True:
        chance.choice((_register, _register, _confirm, _confirm, _erase))(chance)


def _register(chance: random.Random) -> None:
    charter = current()
    form = charter.policy.forms[chance.choice(FORMS)]
    data = {}
    for field in form.fields:
        if field.choices:
            data[field.id] = field.choices[0].value
        elif field.required or field.id in _OPTIONAL:
            data[field.id] = {
                **_OPTIONAL,
                "name": "山田 花子",
                "email": f"person{chance.randrange(_ADDRESSES)}@example.org",
                "postcode": "198-0172",
                "address": "東京都青梅市沢井2丁目34-5",
            }.get(field.id, "")
    answers = read(form, charter.policy, data, lang="ja")
    assert isinstance(answers, Answers), answers
    digest = notices(charter, form)["ja"].digest
    say("begin register")
    received = receive(
        charter=charter, form=form, answers=answers, lang="ja", notice=digest, channel=Channel.API, now=now()
    )
    say("done register", received.id, len(answers.values))


def _confirm(chance: random.Random) -> None:
    waiting = list(Submission.objects.filter(state=State.PENDING).order_by("-id").values_list("id", flat=True)[:20])
    if not waiting:
        return
    id = chance.choice(waiting)
    link = make(secret(), LINK.use, id, datetime(2100, 1, 1, tzinfo=UTC))
    say("begin confirm", id)
    accepted = confirm(link, now=now())
    say("done confirm", id, accepted.person)


def _erase(chance: random.Random) -> None:
    people = list(Person.objects.filter(confirmed_at__isnull=False).values_list("id", flat=True))
    if not people:
        return
    person = chance.choice(people)
    say("begin erase", person)
    erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=now())
    say("done erase", person)


def check(erased: list[UUID]) -> None:
    """After a restart: let the worker do its round, then say what is wrong, as JSON.

    Args:
        erased: people whose erasure was acknowledged, or had been begun.
    """
    failed = worker.run_once()
    wrong = [f"job {name}: {error}" for name, error in failed.items()]
    wrong += [f"erasure {e.id} was never finished" for e in Erasure.objects.filter(finished_at__isnull=True)]
    for person in erased:
        if not Person.objects.filter(id=person).exists():
            wrong += [f"{found.table}.{found.column} still has an erased person" for found in remains(person)]
        elif Erasure.objects.filter(person_id=person).exists():
            wrong += _restricted(person)
    wrong += [*_whole()]
    integrate_all(now())
    report = verify(entry_keys)
    wrong += [problem.sentence for problem in report.problems]
    wrong += [f"orphan {orphan.code}" for orphan in orphans(now())]
    say(json.dumps({"wrong": wrong, "submissions": _states()}))


def _restricted(person: UUID) -> Iterator[str]:
    """Of somebody whom a law keeps: nothing finds them, and no purpose but the law's is left."""
    if SealedValue.objects.filter(person_id=person, token__isnull=False).exists():
        yield f"{person} is erased and can still be looked up"
    for grant in Grant.objects.filter(person_id=person, ends_at__gt=now()).exclude(ground="law"):
        yield f"{person} is erased and still has a grant for {grant.purpose}"


def _whole() -> Iterator[str]:
    """Every submission is all there: values that open, keys, grants, trail, and its confirmation mail."""
    mails = set(Message.objects.filter(kind="forms:confirm").values_list("reference", flat=True))
    granted = set(Grant.objects.values_list("submission_id", "purpose"))
    trailed = set(Trail.objects.values_list("person_id", flat=True))
    keyed = set(PersonKey.objects.values_list("person_id", "use"))
    values = {(value.submission_id, value.field): value for value in SealedValue.objects.all()}
    counted: dict[UUID, int] = {}
    keys = data_keys({value.person_id for value in values.values()})
    for value in values.values():
        counted[value.submission_id] = counted.get(value.submission_id, 0) + 1
        open_value(value.sealed, key=keys[value.person_id], place=value.place)
    for submission in Submission.objects.all():
        id, person = submission.id, submission.person_id
        restricted = Erasure.objects.filter(person_id=person).exists()
        if not counted.get(id):
            yield f"submission {id} has no values"
        if (person, "data") not in keyed or (person, "ledger") not in keyed:
            yield f"submission {id} lacks a key"
        if person not in trailed and not restricted:
            yield f"submission {id} has no trail"
        if submission.state == State.PENDING and ((id, "confirmation") not in granted or id not in mails):
            yield f"pending submission {id} lacks its grant or its mail"
        if submission.state == State.ACCEPTED and not any(of == id and p != "confirmation" for of, p in granted):
            yield f"accepted submission {id} has no grants"


def _states() -> dict[str, list[object]]:
    counted: dict[UUID, int] = {}
    for id in SealedValue.objects.values_list("submission_id", flat=True):
        counted[id] = counted.get(id, 0) + 1
    return {str(s.id): [s.state, str(s.person_id), counted.get(s.id, 0)] for s in Submission.objects.all()}


def main() -> None:
    for deed in (_register, _confirm, _erase):  # whatever is loaded once is loaded before the first fork
        deed(random.Random(0))
    connections.close_all()
    say("ready")
    for line in sys.stdin:
        words = line.split()
        pid = os.fork()
        if not pid:
            say("child", os.getpid())  # itself, so that nothing of it is heard before
            try:
                work(int(words[1])) if words[0] == "work" else check([UUID(word) for word in words[1:]])
                connection.close()
            except BaseException as error:
                say("error", repr(error))
                os._exit(1)
            os._exit(0)
        os.waitpid(pid, 0)
        say("over")


if __name__ == "__main__":
    main()
