"""Shapes of the answers of the HTTP API that say no: a sentence, a list of errors, a problem (RFC 9457)."""

from typing import Literal

from ninja import Schema
from pydantic import Field

PROBLEM = "application/problem+json"


class ErrorItem(Schema):
    field: str
    code: str
    message: str


class Errors(Schema):
    """Everything that is wrong. Nothing was stored."""

    errors: list[ErrorItem]


class Detail(Schema):
    """Why not, in a sentence."""

    detail: str


class Problem(Detail):
    """Why not, as RFC 9457 has it."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str = Field(description="Stable; programs may rely on it.")
    clause: str = Field(description="Where it is in the policy; empty if no clause applies.")
    remedy: str = Field(description="What to do about it, or empty.")
