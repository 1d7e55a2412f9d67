"""`azukari keys rotate`: a new master key while the instance goes on serving."""

import json

from tests.live import Program


def _masters(program: Program) -> set[str]:
    return {path.name for path in (program.root / "keys").glob("master-*")}


def test_everything_still_opens_and_the_old_key_is_gone(own_program, people):
    people(own_program)
    said = own_program.azukari("keys", "rotate").stdout
    assert "keys are wrapped by master-2" in said
    assert _masters(own_program) == {"master-2"}
    controls = {one["control"]: one for one in json.loads(own_program.azukari("doctor", "--json", check=False).stdout)}
    assert controls["keys"]["passed"]
    assert controls["vault-orphans"]["findings"] == []
    assert controls["ledger"]["passed"]


def test_a_running_server_seals_under_the_new_key_at_once(own_program, people, submit):
    people(own_program)
    own_program.start()
    submit(own_program)
    own_program.azukari("keys", "rotate")
    submit(own_program)
    said = own_program.azukari("keys", "rotate", "--keep-old").stdout
    assert "master-3" in said
    assert _masters(own_program) == {"master-2", "master-3"}
    assert own_program.stop() == 0
    controls = {one["control"]: one for one in json.loads(own_program.azukari("doctor", "--json", check=False).stdout)}
    assert controls["vault-orphans"]["findings"] == []
    assert controls["keys"]["passed"]


def test_one_that_was_stopped_half_way_is_taken_up_again(own_program, people):
    people(own_program)
    own_program.python("from azukari.lib.instance import write_key; write_key(settings.AZUKARI.keys / 'master-2')")
    own_program.azukari("keys", "rotate")
    assert _masters(own_program) == {"master-2"}


def test_init_does_not_bring_a_rotated_key_back(own_program):
    own_program.azukari("keys", "rotate")
    own_program.azukari("init", str(own_program.root))
    assert "master-1" not in _masters(own_program)
