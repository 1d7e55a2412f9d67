"""Ways to break a promise by rows of contracts, transfers, training, audits and requests, from outside."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from azukari.features.rights.decision import DECIDED_LETTER
from tests.promises.outside import Outside, Round, Way, sql

_PAST, _LONG_AGO, _FAR = "2026-01-01", "2020-01-01 00:00:00+00:00", "2031-01-01 00:00:00+00:00"
_LATELY, _LAST_YEAR = "2026-11-01 00:00:00+00:00", "2025-05-01 00:00:00+00:00"
_NOBODY = f"staff:{uuid4()}"


def _attested(control: str, *, in_order: bool = True) -> Way:
    """Somebody who works at nobody's desk says that it was looked at."""

    def do(outside: Outside) -> None:
        where = f"control = '{control}'"
        changed = {"id": uuid4().hex, "done_by": _NOBODY, "in_order": in_order}
        now = "now()" if not outside.is_sqlite else "datetime('now')"
        outside.copied("assurance_attestation", where, **changed)
        outside.sql(f"UPDATE assurance_attestation SET done_at = {now} WHERE done_by = ?", _NOBODY)

    says = "has no record of that check" if in_order else "was not in order"
    return Way(f"a look ({control}) is written in that nobody took", Round.ROWS, control, says, do)


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


def _stuck(kind: str) -> Callable[[Outside], object]:
    """A request that was decided, whose letter has waited since, and that could not be carried out."""

    def do(outside: Outside) -> None:
        [(case,)] = outside.sql(f"SELECT id FROM cases_case WHERE kind = '{kind}' AND state = 'received'")
        outside.sql(_case(kind, state="decided", outcome="granted", identity="document", failure="gone"))
        now = "datetime('now')" if outside.is_sqlite else "now()"
        outside.sql(
            "INSERT INTO mail_message (id, kind, reference, lang, created_at, due_at, attempts, failure)"
            f" VALUES (?, ?, ?, 'ja', {now}, ?, 0, '')",
            uuid4().hex, DECIDED_LETTER, case, _FAR,
        )  # fmt: skip

    return do


def _guidelines(outside: Outside) -> None:
    outside.copied("disclosure_guidelinesversion", "number = 1", number=2, published_at=_LONG_AGO)


def _day_left_out(outside: Outside) -> None:
    outside.sql("DELETE FROM assurance_daynote WHERE day = (SELECT min(day) FROM assurance_daynote WHERE day > ?)",
                "2026-06-01")  # fmt: skip


OFFICE: Mapping[str, Way] = {
    "paper-check": _attested("paper-check"),
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
        Round.ROWS, "incidents", "measures after incidents",
        sql("UPDATE incidents_lesson SET done_at = NULL, due = ?", _PAST),
    ),
    "training of long ago": Way(
        "everybody learned long ago",
        Round.ROWS, "proofs", r"training\.Pass",
        sql("UPDATE training_pass SET passed_at = ?", _LAST_YEAR),
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
        Round.ROWS, "day-notes", "missing from the strip", _day_left_out,
    ),
    "a finding late": Way(
        "a finding was to be mended months ago",
        Round.ROWS, "follow-up", "past their due date",
        sql("UPDATE assurance_finding SET closed_at = NULL, closed_by = '', due = ? WHERE control = 'mail'", _PAST),
    ),
    "an instruction unanswered": Way(
        "a company has not confirmed a correction in time",
        Round.ROWS, "instructions", "has not confirmed", _unanswered,
    ),
    "a correction not done": Way(
        "a correction that was granted could not be carried out",
        Round.ROWS, "requests-done", "could not be carried out",
        _stuck("correction"),
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
        _stuck("release"),
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
