"""What commands carry."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, Field

from dial2.vocabulary import Severity

Largest = Annotated[int, Field(ge=1, lt=1 << 63, examples=[1002])]
Number = Annotated[int, Path(ge=1, lt=1 << 63, description="the ticket's number", examples=[1001])]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Why = Annotated[str, Field(min_length=1, max_length=20_000, examples=["the client said so on the telephone"])]


class SeverityBody(BaseModel):
    severity: Annotated[Severity, Field(examples=["major"])]
    why: Why


class ClientBody(BaseModel):
    client: Annotated[str, Field(min_length=1, max_length=200, examples=["north-gate"])]
    why: Why


class CallbackBody(BaseModel):
    how: Literal["phone", "email", "meeting"] = "phone"
    note: Annotated[str, Field(max_length=20_000, examples=["the sign-in service is down"])] = ""


class UpdateBody(BaseModel):
    text: Annotated[Text, Field(examples=["We are restarting it."])]


class WhyBody(BaseModel):
    why: Why


class ProposalBody(BaseModel):
    kind: Annotated[Literal["fix", "workaround", "patch"], Field(examples=["fix"])]
    text: Annotated[Text, Field(examples=["It is back; please try."])]
    promised_for: Annotated[
        AwareDatetime | None, Field(description="the day of a patch, and only of a patch", examples=[None])
    ] = None


class MergeBody(BaseModel):
    into: Annotated[Largest, Field(description="the ticket that goes on")]


class SplitBody(BaseModel):
    request: Annotated[str, Field(min_length=1, max_length=200, description="the follow-up", examples=["r2"])]
    why: Why


class RelationBody(BaseModel):
    to: Annotated[Largest, Field(description="the other ticket")]
    why: Why


class AttachBody(BaseModel):
    incident: Annotated[int, Field(ge=1, lt=1 << 63, examples=[3])]
    why: Why
