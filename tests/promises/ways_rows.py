"""Ways to break a promise by the rows of the database, from outside."""

from collections.abc import Mapping
from uuid import uuid4

from tests.promises.outside import Outside, Round, Way, sql

_PAST, _LONG_AGO, _FAR = "2026-01-01", "2020-01-01 00:00:00+00:00", "2031-01-01 00:00:00+00:00"
_LATELY = "2026-11-01 00:00:00+00:00"
_NOBODY = f"staff:{uuid4()}"


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


def _attested(control: str, *, in_order: bool = True) -> Way:
    """Somebody who works at nobody's desk says that it was looked at."""

    def do(outside: Outside) -> None:
        where = f"control = '{control}'"
        changed = {"id": uuid4().hex, "done_by": _NOBODY, "in_order": in_order}
        now = "now()" if not outside.is_sqlite else "datetime('now')"
        outside.copied("assurance_attestation", where, **changed)
        outside.sql(f"UPDATE assurance_attestation SET done_at = {now} WHERE done_by = ?", _NOBODY)

    says = "tells of nobody who looked" if in_order else "was not in order"
    return Way(f"a look ({control}) is written in that nobody took", Round.ROWS, control, says, do)


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


def _by_law(outside: Outside) -> None:
    case = uuid4().hex
    outside.sql(
        "INSERT INTO disclosure_legalcase (id, compelled, citation, document_reference, document_sha256, categories,"
        " minimum, informing, prohibition, opened_at, opened_by, version, recipient_id)"
        " VALUES (?, FALSE, '', '', '', 'email', 'email', 'open', '', ?, ?, 1, 'kotori-mail')",
        case, _LONG_AGO, _NOBODY,
    )  # fmt: skip
    outside.copied(
        "disclosure_transfer", "ground = 'consent'", id=uuid4().hex, ground="law", case_id=case, contract_id=None
    )


def _swapped(outside: Outside) -> None:
    rows = outside.sql("SELECT DISTINCT person_id FROM vault_searchcode ORDER BY person_id")
    outside.sql("UPDATE vault_searchcode SET person_id = ? WHERE person_id = ?", rows[0][0], rows[1][0])


def _not_erased(outside: Outside) -> None:
    outside.sql(
        "INSERT INTO vault_erasure (id, person_id, purpose, actor, requested_at, finished_at, items)"
        " VALUES (?, ?, '', ?, ?, ?, ?)",
        uuid4().hex, uuid4().hex, _NOBODY, _LONG_AGO, _LONG_AGO, '[{"what": "payment", "left": 1}]',
    )  # fmt: skip


def _still_there(outside: Outside) -> None:
    [(person,)] = outside.sql("SELECT min(CAST(person_id AS TEXT)) FROM vault_sealedvalue")
    outside.sql(
        "INSERT INTO vault_erasure (id, person_id, purpose, actor, requested_at, finished_at, certified_at, items)"
        " VALUES (?, ?, '', ?, ?, ?, ?, '[]')",
        uuid4().hex, person, _NOBODY, _LATELY, _LATELY, _LATELY,
    )  # fmt: skip


def _unanswered(outside: Outside) -> None:
    outside.sql(
        "INSERT INTO disclosure_instruction (id, handle, what, categories, purpose, created_at, answer_by, due_at,"
        " attempts, failure, recipient_id)"
        " VALUES (?, ?, 'correct', 'email', 'magazine', ?, ?, ?, 0, '', 'kotori-mail')",
        uuid4().hex, uuid4().hex, _LONG_AGO, _LONG_AGO, _FAR,
    )  # fmt: skip


def _case(kind: str, **changed: object) -> str:
    said = ", ".join(f"{name} = '{value}'" for name, value in changed.items())
    return f"UPDATE cases_case SET {said} WHERE kind = '{kind}' AND state = 'received'"


def _guidelines(outside: Outside) -> None:
    outside.copied("disclosure_guidelinesversion", "number = 1", number=2, published_at=_LONG_AGO)


def _day_left_out(outside: Outside) -> None:
    outside.sql("DELETE FROM assurance_daynote WHERE day = (SELECT min(day) FROM assurance_daynote WHERE day > ?)",
                "2026-06-01")  # fmt: skip


def _count(number: int, **changed: object) -> object:
    def do(outside: Outside) -> None:
        [(highest,)] = outside.sql("SELECT max(id) FROM statistics_daycount")
        outside.copied("statistics_daycount", "1 = 1", id=highest + number, **changed)

    return do


def _rare(outside: Outside) -> None:
    days = outside.sql("SELECT DISTINCT day FROM statistics_countedday WHERE site = 'own' ORDER BY day DESC")
    [(highest,)] = outside.sql("SELECT max(id) FROM statistics_daycount")
    told = {"dimension": "referrer", "value": "one.example.org", "count": 1, "day": str(days[2][0])}
    outside.copied("statistics_daycount", "site = 'own'", id=highest + 3, **told)


_PHONE = "field = 'phone'"
_GRANT = "purpose = 'volunteers' AND opens = ''"
ROWS: Mapping[str, Way] = {
    "a password by hand": Way(
        "the password of a member of staff is changed",
        Round.ROWS, "accounts", "changed outside of the program",
        sql("UPDATE accounts_user SET password = 'forged' WHERE email = 'helpers@seoto.example.org'"),
    ),
    "a duty by hand": Way(
        "a member of staff is given a duty at which nobody else looked",
        Round.ROWS, "duties", "nobody else looking", _given_by_hand,
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
    "paper-check": _attested("paper-check"),
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
        "values that few had are told apart in the counts of a day that is over",
        Round.ROWS, "page-statistics", "had are told apart", _rare,
    ),
    "an address counted": Way(
        "an email address stands among the counted values",
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
        "a transfer is approved by whoever proposed it",
        Round.ROWS, "transfers", "approved by whoever proposed",
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
    "no contract any more": Way(
        "the contract of a company ends, and stands as in force",
        Round.ROWS, "contracts", "changed the records that this rests on",
        sql("UPDATE disclosure_contract SET ends = ? WHERE recipient_id = 'hibiki-pay'", "2026-05-01"),
    ),
    "a contract by hand": Way(
        "a contract in force is written in that nobody made",
        Round.ROWS, "entries", r"disclosure\.Contract\) do not stand",
        lambda outside: outside.copied(
            "disclosure_contract", "recipient_id = 'hibiki-pay'",
            id=uuid4().hex, reference="X", recipient_id="three-cities",
        ),
    ),
    "no secrecy": Way(
        "a company is let off its duty of secrecy",
        Round.CONTRACTS, "contracts", "changed the records that this rests on",
        sql("UPDATE disclosure_contract SET clauses = 'training' WHERE recipient_id = 'kotori-mail'"),
    ),
    "a contract lost": Way(
        "a contract is deleted",
        Round.MORE_ROWS, "entries", r"disclosure\.Contract\) of which the ledger tells are missing",
        sql("DELETE FROM disclosure_contract WHERE recipient_id = 'hibiki-pay'"),
    ),
    "a law that compels nothing": Way(
        "a transfer rests on a legal case that compels nothing",
        Round.ROWS, "transfers", "a law that compelled nothing", _by_law,
    ),
    "another entry": Way(
        "an entry of the ledger is rewritten",
        Round.ROWS, "ledger", "",
        sql("UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE kind = 'policy:charter:published'"),
    ),
    "a transfer lost": Way(
        "a transfer is deleted",
        Round.ROWS, "entries", r"disclosure\.Transfer\) of which the ledger tells are missing",
        sql("DELETE FROM disclosure_transfer WHERE state = 'proposed'"),
    ),
    "nothing better": Way(
        "contracts no longer say what they make better",
        Round.MORE_ROWS, "entrustments", "do not say what they make better",
        sql("UPDATE disclosure_contract SET improves = '{\"ja\": \"\", \"en\": \"\"}'"),
    ),
    "a review overdue": Way(
        "the review of a company was due long ago",
        Round.MORE_ROWS, "contracts", "review of Kotori",
        sql("UPDATE disclosure_review SET due = ? WHERE done_on IS NULL", _PAST),
    ),
    "guidelines not accepted": Way(
        "new guidelines were published years ago, and nobody accepted them",
        Round.LAST_ROWS, "contracts", "guidelines", _guidelines,
    ),
    "an acceptance lost": Way(
        "what a company accepted is deleted, long after it had to",
        Round.CONTRACTS, "contracts", "Hibiki",
        lambda outside: (
            outside.sql("UPDATE disclosure_guidelinesversion SET published_at = ?", _LONG_AGO),
            outside.sql("DELETE FROM disclosure_guidelinesacceptance WHERE recipient_id = 'hibiki-pay'"),
        ),
    ),
    "law-review": _attested("law-review"),
    "a lesson late": Way(
        "a lesson of an incident was to be learnt by now",
        Round.ROWS, "incidents", "lessons of incidents",
        sql("UPDATE incidents_lesson SET done_at = NULL, due = ?", _PAST),
    ),
    "training of long ago": Way(
        "everybody learned years ago",
        Round.ROWS, "proofs", r"training\.Pass",
        sql("UPDATE training_pass SET passed_at = ?", _LONG_AGO),
    ),
    "staff-talks": _attested("staff-talks"),
    "training lost": Way(
        "what colleagues of a year have learned is deleted",
        Round.MORE_ROWS, "learned", "have not learned it",
        lambda outside: (
            outside.sql("DELETE FROM training_pass"),
            outside.sql("UPDATE accounts_user SET created_at = ?", _LONG_AGO),
        ),
    ),
    "a day left out": Way(
        "the note of a day is taken out of the strip",
        Round.ROWS, "day-notes", "left out of the strip", _day_left_out,
    ),
    "a finding late": Way(
        "a finding was to be mended months ago",
        Round.ROWS, "follow-up", "past the day by which",
        sql("UPDATE assurance_finding SET closed_at = NULL, closed_by = '', due = ? WHERE control = 'mail'", _PAST),
    ),
    "an instruction unanswered": Way(
        "a company has not confirmed a correction in time",
        Round.ROWS, "instructions", "has not confirmed", _unanswered,
    ),
    "a correction not done": Way(
        "a correction that was granted could not be carried out",
        Round.ROWS, "requests-done", "could not be carried out",
        sql(_case("correction", state="decided", outcome="granted", identity="document", failure="gone")),
    ),
    "no certificate": Way(
        "of an erasure something is left",
        Round.ROWS, "certificates", "has no certificate", _not_erased,
    ),
    "somebody still there": Way(
        "somebody whose erasure was certified is still there",
        Round.ROWS, "certificates", "whose erasure was certified", _still_there,
    ),
    "another's codes": Way(
        "the search codes of one person point to another",
        Round.ROWS, "owners", "", _swapped,
    ),
    "a release not done": Way(
        "a release that was granted could not be carried out",
        Round.MORE_ROWS, "requests-done", "could not be carried out",
        sql(_case("release", state="decided", outcome="granted", identity="document", failure="gone")),
    ),
    "granted to nobody known": Way(
        "a request was granted without a look at who asks",
        Round.ROWS, "identity", "nobody wrote down how",
        sql(_case("stop-use", state="done", outcome="granted")),
    ),
    "shown by hand": Way(
        "that somebody showed who they are is written in",
        Round.MORE_ROWS, "identity", "ledger",
        sql(_case("stop-use", state="done", outcome="granted", identity="document")),
    ),
    "a request that waits": Way(
        "a request has waited for half a year",
        Round.ROWS, "requests-in-time", "have passed the time that the law gives",
        lambda outside: (
            outside.sql("UPDATE cases_casestep SET at = ? WHERE at > ?", "2026-06-01 00:00:00+00:00", "2026-11-25"),
            outside.sql("UPDATE cases_case SET received_at = ? WHERE state = 'received'", "2026-06-01 00:00:00+00:00"),
        ),
    ),
    "nobody at the desk": Way(
        "everybody of the department of privacy protection is cut off",
        Round.ROWS, "department", "Nobody can own a request|no longer answers",
        sql("UPDATE accounts_user SET is_active = FALSE WHERE email IN ('privacy@seoto.example.org',"
            " 'deputy@seoto.example.org')"),
    ),
}  # fmt: skip
