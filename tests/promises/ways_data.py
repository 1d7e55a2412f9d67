"""Ways to break a promise by rows of what people gave, of accounts, counts and notices, from outside."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from tests.promises.outside import Outside, Round, Way, sql

_PAST, _LONG_AGO, _FAR = "2026-01-01", "2020-01-01 00:00:00+00:00", "2031-01-01 00:00:00+00:00"
_LATELY, _LAST_YEAR = "2026-11-01 00:00:00+00:00", "2025-05-01 00:00:00+00:00"
_NOBODY = f"staff:{uuid4()}"
_PHONE = "field = 'phone'"
_GRANT = "purpose = 'volunteers' AND opens = ''"


def _first(table: str, where: str = "1 = 1") -> str:
    """Of a table, one row; by a text, since PostgreSQL knows no smallest uuid."""
    return f"CAST(id AS TEXT) = (SELECT min(CAST(id AS TEXT)) FROM {table} WHERE {where})"


def _purpose(kind: str) -> Way:
    """Data of that kind of form is held for a lottery."""
    its = f"SELECT id FROM forms_submission WHERE kind = '{kind}'"
    return Way(
        f"registrations by the {kind} form get the purpose of a lottery",
        Round.ROWS,
        f"purposes-{kind}",
        "for the purpose lottery",
        sql(f"UPDATE consent_grant SET purpose = 'lottery' WHERE opens = '' AND submission_id IN ({its})"),
    )


def _given_by_hand(outside: Outside) -> None:
    [(user,)] = outside.sql("SELECT min(id) FROM accounts_user")
    outside.sql(
        "INSERT INTO accounts_dutygrant (id, duties, waits, given_by, given_at, second, user_id)"
        " VALUES (?, 'privacy', FALSE, ?, ?, '', ?)",
        uuid4().hex, _NOBODY, _LONG_AGO, user,
    )  # fmt: skip


def _other_notice(outside: Outside) -> None:
    [(other,)] = outside.sql("SELECT max(digest) FROM charter_notice WHERE form = 'volunteers'")
    outside.sql("UPDATE forms_submission SET notice_id = ? WHERE form = 'membership'", other)


def _count(number: int, **changed: object) -> Callable[[Outside], object]:
    def do(outside: Outside) -> None:
        [(highest,)] = outside.sql("SELECT max(id) FROM statistics_daycount")
        outside.copied("statistics_daycount", "1 = 1", id=highest + number, **changed)

    return do


def _rare(outside: Outside) -> None:
    days = outside.sql("SELECT DISTINCT day FROM statistics_countedday WHERE site = 'own' ORDER BY day DESC")
    [(highest,)] = outside.sql("SELECT max(id) FROM statistics_daycount")
    told = {"dimension": "referrer", "value": "one.example.org", "count": 1, "day": str(days[2][0])}
    outside.copied("statistics_daycount", "site = 'own'", id=highest + 3, **told)


DATA: Mapping[str, Way] = {
    "a password by hand": Way(
        "the password of a member of staff is changed",
        Round.ROWS, "accounts", "changed outside the program",
        sql("UPDATE accounts_user SET password = 'forged' WHERE email = 'helpers@seoto.example.org'"),
    ),
    "a duty by hand": Way(
        "a member of staff is given a duty at which nobody else looked",
        Round.ROWS, "duties", "without a second person", _given_by_hand,
    ),
    "another period": Way(
        "the policy that rules gets longer periods",
        Round.ROWS, "charters", "do not say what the ledger says was published",
        sql("UPDATE charter_charter SET document = replace(document, 'P1Y', 'P9Y')"),
    ),
    "a value of no form": Way(
        "a value names a submission that never was",
        Round.ROWS, "vault-orphans", "did not come in by a form",
        sql(f"UPDATE vault_sealedvalue SET submission_id = ? WHERE {_first('vault_sealedvalue')}", uuid4().hex),
    ),
    "an unknown form": Way(
        "registrations say that they came by a form that nobody published",
        Round.ROWS, "submissions", "came by the form lottery",
        sql("UPDATE forms_submission SET form = 'lottery' WHERE kind = 'membership'"),
    ),
    **{
        kind: _purpose(kind)
        for kind in ("membership", "volunteers", "feedback", "magazine", "campaign", "questionnaire")
    },
    "an invitation for an answer": Way(
        "people who asked something are invited to a questionnaire",
        Round.ROWS, "uses", "feedback",
        sql(
            "INSERT INTO mail_mailing (id, kind, purpose, state, code, created_by, created_at)"
            " VALUES (?, 'questionnaires:invitation', 'feedback', 'done', '', 'worker', ?)",
            uuid4().hex, "2026-11-01 00:00:00+00:00",
        ),
    ),
    "an answer for the magazine": Way(
        "answers to questions are written for the purpose of the magazine",
        Round.MORE_ROWS, "uses", "magazine",
        sql("UPDATE forms_reply SET purpose = 'magazine'"),
    ),
    "a question nobody asked": Way(
        "a value gets the name of a field that its form does not have",
        Round.ROWS, "vault-orphans", "not fields of the form",
        sql(f"UPDATE vault_sealedvalue SET field = 'size' WHERE {_first('vault_sealedvalue', _PHONE)}"),
    ),
    "a right by hand": Way(
        "a right to use somebody's data is written in",
        Round.MORE_ROWS, "proofs", "consent.Grant",
        lambda outside: outside.copied("consent_grant", _GRANT, id=uuid4().hex, purpose="magazine"),
    ),
    "a guard of the vault": Way(
        "the database no longer limits what kinds of data there are",
        Round.ROWS, "database-guards", "lost the guard value_is_within_the_scope",
        lambda outside: outside.without("vault_sealedvalue", "value_is_within_the_scope"),
    ),
    "a guard of grounds": Way(
        "the database no longer limits the grounds of a transfer to three",
        Round.ROWS, "database-guards", "lost the guard there_is_no_fourth_ground",
        lambda outside: outside.without("disclosure_transfer", "there_is_no_fourth_ground"),
    ),
    "a hollow guard of grounds": Way(
        "the condition that a ground names what it rests on keeps its name and is always true",
        Round.MORE_ROWS, "database-guards", "transfer_names_what_its_ground_rests_on of the database does not say",
        lambda outside: outside.without(
            "disclosure_transfer", "transfer_names_what_its_ground_rests_on", hollow=True
        ),
    ),
    "approvals by anybody": Way(
        "the table with the two approvals of a legal case is put away",
        Round.LAST_ROWS, "database-guards", "lost the guard one_approval_per_person",
        sql("ALTER TABLE disclosure_caseapproval RENAME TO disclosure_unguarded"),
    ),
    "a guard of deputies": Way(
        "the database lets owner and deputy of a request be one person",
        Round.ROWS, "database-guards", "lost the guard a_deputy_is_somebody_else",
        lambda outside: outside.without("cases_case", "a_deputy_is_somebody_else"),
    ),
    "a kind of count": Way(
        "page statistics get a count for each visitor",
        Round.ROWS, "page-statistics", "in a dimension that nobody has declared",
        _count(1, dimension="visitor", value="17"),
    ),
    "a seventh kind": Way(
        "registrations get a seventh kind",
        Round.MORE_ROWS, "submissions", "came by the form volunteers",
        sql("UPDATE forms_submission SET kind = 'lottery' WHERE form = 'volunteers'"),
    ),
    "an hour of a visitor": Way(
        "values that few had are told apart in the counts of a past day",
        Round.ROWS, "page-statistics", "had are told apart", _rare,
    ),
    "an address counted": Way(
        "an email address is among the counted values",
        Round.ROWS, "page-statistics", "looks like an address",
        _count(2, dimension="referrer", value="someone@example.org"),
    ),
    "other words": Way(
        "the notices that people saw get other words",
        Round.ROWS, "notices", "do not say what was shown",
        sql("UPDATE charter_notice SET text = 'We ask nothing.' WHERE form = 'magazine'"),
    ),
    "another's notice": Way(
        "registrations name the notice of another form",
        Round.ROWS, "notices", "name a notice of another form", _other_notice,
    ),
    "one hand twice": Way(
        "a transfer is approved by the person who proposed it",
        Round.ROWS, "transfers", "approved by the person who proposed",
        sql("UPDATE disclosure_transfer SET approved_by = proposed_by WHERE ground = 'contract' AND state = 'ready'"),
    ),
    "consent gone": Way(
        "the consents are deleted on which a transfer rested",
        Round.ROWS, "transfers", "no consent of that time is there",
        sql("DELETE FROM disclosure_consent WHERE recipient_id = 'three-cities'"),
    ),
    "a wider consent": Way(
        "consents to be named in public are made to cover an address",
        Round.ROWS, "proofs", "disclosure.Consent",
        sql("UPDATE disclosure_consent SET categories = 'address name' WHERE recipient_id = 'everybody'"),
    ),
}  # fmt: skip
