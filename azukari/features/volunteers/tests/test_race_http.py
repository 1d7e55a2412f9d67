"""Clients race over HTTP for the last place of a shift, while another cancels and staff change the shift: one gets it,
and nobody stands on the waiting list who is not there, or is missing from it (P06).
"""

import http.client
import json
import threading
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit

from tests.live import Program
from tests.sizes import how_many

RACERS = how_many("AZUKARI_RACERS")

_MAKE = """
import json
from datetime import timedelta
from django.db import transaction
from azukari.core.policy_versions.current import current
from azukari.shells.self_service.session import open_session
from azukari.features.volunteers.sign_up import take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.demo.people import SETTER
now = timezone.now()
here = shift(opening(), places=2, starts=now + timedelta(days=7))
people = [volunteer(current(), n, now=now) for n in range(%d + 1)]
take(here.id, submission=people[0].id, actor=SETTER, now=now)
with transaction.atomic():
    opened = [open_session(one.person_id, now=now) for one in people]
print(json.dumps([str(here.id), [(one.secret, one.csrf) for one in opened]]))
"""
_EDIT = """
from uuid import UUID
from azukari.demo.people import SETTER
from azukari.features.volunteers.openings import set_places
for places in (5, 3):
    set_places(UUID("%s"), places, actor=SETTER, now=timezone.now())
"""
_TOLD = """
import json
from azukari.features.volunteers.models import SignUp
rows = SignUp.objects.filter(shift="%s").order_by("asked_at", "id")
print(json.dumps(list(rows.values_list("state", flat=True))))
"""


def test_clients_race_over_http_and_each_place_is_given_once(own_program: Program) -> None:
    shift, clients = json.loads(own_program.python(_MAKE % RACERS).splitlines()[-1])
    own_program.start()
    at, barrier = urlsplit(own_program.url), threading.Barrier(RACERS + 2)
    answers: Counter[str] = Counter()

    def post(what: str, secret: str, token: str) -> None:
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=120)
        headers = {"Cookie": f"azukari_me={secret}", "Content-Type": "application/x-www-form-urlencoded"}
        barrier.wait()
        told = urlencode({"token": token, "size": "1"})
        while True:
            connection.request("POST", f"/ja/me/shifts/{shift}/{what}", told, headers)
            response = connection.getresponse()
            response.read()
            if response.status != 503:
                break
            time.sleep(1)  # too many at once: the server has said to try again
        answers[f"{response.status} {(response.headers['Location'] or '').partition('?')[2]}"] += 1
        connection.close()

    def edit() -> None:
        barrier.wait()
        own_program.python(_EDIT % shift)

    threads = [threading.Thread(target=post, args=("take", *each)) for each in clients[1:]]
    threads += [threading.Thread(target=post, args=("cancel", *clients[0])), threading.Thread(target=edit)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = json.loads(own_program.python(_TOLD % shift).splitlines()[-1])
    assert {answer.partition(" ")[0] for answer in answers} == {"303"}, answers
    assert answers["303 done=shift-cancelled"] == 1
    taken, waiting = states.count("taken"), states.count("waiting")
    assert (states.count("cancelled"), taken + waiting) == (1, RACERS), "everybody has a place, or waits for one"
    assert 3 <= taken <= 5, "as many as there were places at some time; who has one keeps it"
    assert [state for state in states if state != "cancelled"] == ["taken"] * taken + ["waiting"] * waiting
