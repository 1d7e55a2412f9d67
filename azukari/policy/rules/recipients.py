"""Recipients: a contractor is bound, in writing and beforehand, as closely as we are (P21-P29)."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both, no_such_purpose
from azukari.policy.terms import Ground, Policy, Recipient, RecipientKind


def purposes(policy: Policy) -> Iterator[Finding]:
    """Each entrustment has a purpose that exists, and only that purpose's categories (P28)."""
    for slug, recipient in policy.recipients.items():
        clause = f"recipients.{slug}"
        if not recipient.purposes:
            yield Finding(
                "recipient.without-purpose",
                f"{clause}.purposes",
                both("何のために任せるのかが書かれていません。", "It is not said for what purpose data is entrusted."),
                both("purposes に目的を書いてください。", "Name its purposes."),
            )
        for purpose in recipient.purposes:
            if purpose not in policy.purposes:
                yield no_such_purpose(f"{clause}.purposes.{purpose}", purpose)
        used = {c for p in recipient.purposes if p in policy.purposes for c in policy.purposes[p].categories}
        for category in sorted(recipient.categories - used):
            yield Finding(
                "recipient.category-unused",
                f"{clause}.categories",
                both(f"任せる目的は「{category}」を使いません。", f"No purpose entrusted to it uses “{category}”."),
                both("categories から取り除いてください。", "Remove it from categories."),
            )


def contracts(policy: Policy) -> Iterator[Finding]:
    """A contractor has a contract, signed before it begins (P23, P24)."""
    for slug, recipient in _contractors(policy):
        clause, contract = f"recipients.{slug}.contract", recipient.contract
        if contract is None:
            yield Finding(
                "recipient.without-contract",
                clause,
                both("委託先との契約がありません。", "There is no contract with this contractor."),
                both(
                    "契約を結んで contract に書くか、委託先から外してください。",
                    "Conclude one and write it in contract, or remove the contractor.",
                ),
            )
            continue
        if contract.signed is None:
            sentence = both("契約にまだ署名がありません。", "The contract has not been signed.")
            yield Finding(
                "recipient.unsigned",
                f"{clause}.signed",
                sentence,
                both("署名の日を書いてください。", "Write the day it was signed."),
            )
        elif contract.signed > contract.begins:
            yield Finding(
                "recipient.signed-late",
                f"{clause}.begins",
                both("署名の日より前に契約が始まっています。", "The contract begins before it was signed."),
                both("begins を署名の日以後にしてください。", "Let begins be the day of signature or later."),
            )
        if contract.ends and contract.ends < contract.begins:
            sentence = both("契約の終わりが始まりより前です。", "The contract ends before it begins.")
            yield Finding(
                "recipient.ends-before-beginning",
                f"{clause}.ends",
                sentence,
                both("日付を直してください。", "Correct the dates."),
            )


def parity(policy: Policy) -> Iterator[Finding]:
    """Clause by clause, the contract binds the contractor to what binds us (P24)."""
    ours = {clause.slug for clause in policy.confidentiality}
    for slug, recipient in policy.recipients.items():
        if recipient.contract is None:
            continue
        at = f"recipients.{slug}.contract.clauses"
        for missing in sorted(ours - recipient.contract.clauses) if recipient.kind is RecipientKind.CONTRACTOR else ():
            yield Finding(
                "recipient.clause-missing",
                at,
                both(
                    f"契約に守秘の条項「{missing}」がありません。",
                    f"The contract lacks the confidentiality clause “{missing}”.",
                ),
                both(
                    "同じ義務を契約に加えてから、ここに書いてください。",
                    "Add that duty to the contract, then write it here.",
                ),
            )
        for unknown in sorted(recipient.contract.clauses - ours):
            sentence = both(f"「{unknown}」という条項はありません。", f"There is no clause “{unknown}”.")
            yield Finding(
                "name.dangling", f"{at}.{unknown}", sentence, both("名前を直してください。", "Correct the name.")
            )


def confidentiality_stated(policy: Policy) -> Iterator[Finding]:
    """Without duties of our own there is nothing to bind a contractor to."""
    if not policy.confidentiality and any(_contractors(policy)):
        yield Finding(
            "confidentiality.none",
            "confidentiality",
            both("私たち自身の守秘の義務が書かれていません。", "Our own duties of confidentiality are not stated."),
            both("confidentiality に条項を書いてください。", "Write the clauses in confidentiality."),
        )


def third_parties(policy: Policy) -> Iterator[Finding]:
    """Who is not our contractor gets data by the person's own consent (P22, P26)."""
    for slug, recipient in policy.recipients.items():
        for purpose in recipient.purposes if recipient.kind is RecipientKind.THIRD_PARTY else ():
            known = policy.purposes.get(purpose)
            if known and known.ground is not Ground.CONSENT:
                yield Finding(
                    "recipient.third-party-ground",
                    f"recipients.{slug}.purposes.{purpose}",
                    both(
                        "第三者に渡す目的なのに、根拠が同意ではありません。",
                        "It goes to a third party, but the ground is not consent.",
                    ),
                    both(
                        "同意に基づく目的を立てるか、委託として契約を結んでください。",
                        "Set up a purpose on consent, or make it a contractor.",
                    ),
                )


def _contractors(policy: Policy) -> Iterator[tuple[str, Recipient]]:
    return ((s, r) for s, r in policy.recipients.items() if r.kind is RecipientKind.CONTRACTOR)
