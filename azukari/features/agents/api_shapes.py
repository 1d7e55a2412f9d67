"""How the answers to agents look, for the API's description (DRP 1.0, 3.03 and 3.06)."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class RequestStatus(Schema):
    """Status of a request. It says nothing about the person."""

    model_config = ConfigDict(extra="forbid")

    request_id: str
    status: Literal["in_progress", "fulfilled", "revoked", "denied"]
    reason: (
        Literal[
            "need_user_verification",
            "suspected_fraud",
            "insuf_verification",
            "no_match",
            "claim_not_covered",
            "outside_jurisdiction",
            "too_many_requests",
            "other",
        ]
        | None
    ) = None
    received_at: datetime
    expected_by: datetime | None = Field(None, description="By when the law wants an answer.")
    agent_request_id: str | None = Field(None, description="The agent’s own id of it.")
    processing_details: str | None = None
    user_verification_url: str | None = Field(
        None, description="Where the person is told to check their email. It does not confirm anything."
    )
    results_url: str | None = Field(None, description="The person’s own page, which opens to them alone.")
    expires_at: datetime | None = Field(
        None, description="Until when the person can confirm it; once it has ended, until when it can be asked about."
    )


class Token(Schema):
    """The key of this agent with this organisation."""

    agent_id: str = Field(alias="agent-id")
    token: str


class Failed(Schema):
    """Why it was not taken. Nothing was kept."""

    code: str = Field(description="The HTTP status.")
    message: str
    fatal: bool | None = Field(None, description="Whether sending the same again cannot help.")


DESCRIBED: dict[int, Any] = dict.fromkeys((400, 403, 409, 413, 415, 429, 503), Failed)

WITHOUT_A_WORD: dict[int, Any] = {403: None, **dict.fromkeys((429, 503), Failed)}
"""Of the pairwise key: whatever is wrong with the message, nothing is said (DRP 2.05.1)."""

SIGNED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {
                "schema": {
                    "type": "string",
                    "format": "byte",
                    "description": "Ed25519 signature and JSON, in base64 (libsodium's combined mode); 16 KiB at most.",
                }
            }
        },
    }
}
