"""A contract that was signed on paper before."""

from azukari.core.transfers.contracts import Details


def details(contract, clauses=()):
    return Details(
        service=contract.service,
        improves={"ja": "良くなる", "en": "better"},
        purposes=["magazine"],
        categories=["email"],
        clauses=clauses,
        begins=contract.begins,
        ends=contract.ends,
        review_months=12,
        subcontractors=[],
    )
