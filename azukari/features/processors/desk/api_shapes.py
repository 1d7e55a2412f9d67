"""What the HTTP API for recipients takes and gives, as its document describes it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict


class WaitingTransfer(Schema):
    """A transfer approved for the recipient to download. It names nobody."""

    id: UUID
    purpose: str
    ground: Literal["consent", "contract", "law"]
    categories: list[str]
    policy: int = Field(description="Number of the policy under which it was approved.")
    approved_at: datetime
    until: datetime = Field(description="What has not been fetched by then is not handed over.")
    people: int = Field(description="How many people it was foreseen for.")
    after: int = Field(description="The last page that was handed out, 0 for none.")


class WaitingTransfers(Schema):
    items: list[WaitingTransfer]


class PageAsked(Schema):
    model_config = ConfigDict(extra="forbid")

    after: int = Field(
        ge=0,
        le=1_000_000,
        description="The last page that arrived, 0 at first. The same number again repeats the page that follows.",
    )


class HandedPerson(Schema):
    """What is handed over of one person."""

    person: UUID = Field(description="By which the recipient knows them, in each transfer and instruction.")
    values: dict[str, dict[str, str]] = Field(description="By kind of data and field.")


class TransferPage(Schema):
    """A page of a transfer. Each person in it was judged at that moment, and can see that it went."""

    transfer: UUID
    number: int = Field(description="The next `after`.")
    people: list[HandedPerson]
    end: bool = Field(description="Whether everything has been handed over; then nobody is on the page.")


class OpenInstruction(Schema):
    """What has to be done with data passed on to the recipient: the person corrected, withdrew or erased it."""

    id: UUID
    person: UUID = Field(description="By which the recipient knows them, in each transfer and instruction.")
    do: Literal["correct", "stop", "erase"]
    categories: list[str]
    purpose: str | None = Field(description="Only what went for it; null: all.")
    confirm_by: date


class OpenInstructions(Schema):
    items: list[OpenInstruction]


class ConfirmedInstruction(Schema):
    id: UUID
    confirmed_at: datetime
