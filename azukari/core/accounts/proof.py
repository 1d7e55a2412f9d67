"""Account proof: an HMAC under a key outside the database over how an account signs in and which duties it holds.

Whoever can write to the database but has no keys could otherwise become a colleague: a duty inserted, a password hash
replaced, a second factor copied. The proof is checked where duties are read, in the same statement; without a good one
an account has no duties. It is made anew by each change that the program makes, and no change is made to an account
whose proof is not good. Each change has a number, the account's turn, which is proven as well, but for those before
there were turns: an account that is put back as it was has a lower one than is known outside (`newest_turns`).
"""

import hmac
import json
from collections.abc import Iterable
from uuid import UUID

from azukari.core.accounts.newest_turns import keep_after_commit, newest_turns
from azukari.core.accounts.staff_refusals import ALTERED, StaffError
from azukari.core.database.proof_keys import key_under, newest
from azukari.core.database.statement import Statement, as_id

_USE = b"azukari staff account\n"
_ACCOUNT, _DUTY, _FACTOR, _ADDRESS, _ISSUER = "account", "duty", "factor", "address", "issuer"

_ALL = Statement(
    "SELECT 'account', proof, CAST(reference AS TEXT), email, password, CASE WHEN is_active THEN 'yes' ELSE 'no' END"
    " || CASE WHEN turn > 0 THEN ' ' || CAST(turn AS TEXT) ELSE '' END FROM accounts_user WHERE id = %s"
    " UNION ALL SELECT 'duty', duty, '', '', '', '' FROM accounts_staffduty WHERE user_id = %s"
    " UNION ALL SELECT 'factor', CAST(id AS TEXT), type, CAST(data AS TEXT), '', ''"
    " FROM mfa_authenticator WHERE user_id = %s"
    " UNION ALL SELECT 'address', email, '', '', '', '' FROM account_emailaddress WHERE user_id = %s"
    " UNION ALL SELECT 'issuer', provider, uid, '', '', '' FROM socialaccount_socialaccount WHERE user_id = %s"
)
_TURN = Statement("SELECT reference, turn FROM accounts_user WHERE id = %s")
_TAKE_TURN = Statement("UPDATE accounts_user SET turn = %s WHERE id = %s")
_KEEP = Statement("UPDATE accounts_user SET proof = %s WHERE id = %s")

type _Row = tuple[str, str, str, str, str, str]


def duties_of(user_id: int) -> frozenset[str] | None:
    """The duties of an account; None where its proof is not good. One query."""
    rows = _rows(user_id)
    return frozenset(row[1] for row in rows if row[0] == _DUTY) if _is_good(user_id, rows) else None


def is_good(user_id: int) -> bool:
    """Whether an account stands as the program left it. One query."""
    return _is_good(user_id, _rows(user_id))


def insist(user_id: int) -> None:
    """
    Raises:
        StaffError: the account does not stand as the program left it.
    """
    if not is_good(user_id):
        raise StaffError(ALTERED)


def prove(user_id: int) -> None:
    """Make the proof of how the account stands now, under the newest secret, in the caller's transaction: its next
    turn. Nothing where the account is gone.
    """
    version, key = newest()
    for id, turn in _TURN.rows(user_id):
        reference = as_id(id)
        next_turn = max(turn, newest_turns().get(reference, 0)) + 1  # an account that a restore brought back goes on
        _TAKE_TURN.run(next_turn, user_id)
        keep_after_commit(reference, next_turn)
    _KEEP.run(f"{version}:{_code(key, user_id, _rows(user_id))}", user_id)


def is_under_newest(proof: str) -> bool:
    """Whether a proof was made under the newest secret, and not under one that goes some day."""
    return proof.startswith(f"{newest()[0]}:")


def _rows(user_id: int) -> list[_Row]:
    return [(kind, *map(str, rest)) for kind, *rest in _ALL.rows(*[user_id] * 5)]


def _is_good(user_id: int, rows: list[_Row]) -> bool:
    proof = next((row[1] for row in rows if row[0] == _ACCOUNT), "")
    version, _colon, code = proof.partition(":")
    key = key_under(int(version)) if version.isdecimal() else None
    return key is not None and hmac.compare_digest(_code(key, user_id, rows), code)


def _code(key: bytes, user_id: int, rows: Iterable[_Row]) -> str:
    told = json.dumps([user_id, sorted(map(_meaning, rows))], ensure_ascii=True)
    return hmac.digest(hmac.digest(key, _USE, "sha256"), told.encode(), "sha256").hex()


def _meaning(row: _Row) -> list[str]:
    """A row as it is proven, the same on both engines and whichever way the database wrote it down."""
    kind, first, second, third, *rest = row
    if kind == _ACCOUNT:
        return [kind, UUID(second).hex, third, *rest]
    if kind == _FACTOR:
        return [kind, first, second, json.dumps(json.loads(third or "{}"), sort_keys=True)]
    return [kind, first, second]
