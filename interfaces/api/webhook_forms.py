"""What is asked about webhooks over HTTP, and what is answered."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from application.webhooks import Filter
from interfaces.api.reading import LARGEST_POSITION, Question
from interfaces.api.schemas import Strict

LONGEST_OVERLAP = 24 * 366


def _written(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text holds no null character")
    return text


def _whole(number: Any) -> Any:
    """In JSON, 5.0 is a whole number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Position = Annotated[int, Field(ge=0, le=LARGEST_POSITION), BeforeValidator(_whole)]
Place = Annotated[int, Field(ge=1, le=LARGEST_POSITION), BeforeValidator(_whole)]
Text = Annotated[str, AfterValidator(_written)]
Names = Annotated[list[Annotated[Text, Field(min_length=1, max_length=200)]], Field(max_length=100)]


class WebhookBody(Strict):
    """Where facts are sent, and which; each list that is empty leaves everything through."""

    name: Text = Field(min_length=1, max_length=200, description="What people call it")
    url: Text = Field(min_length=1, max_length=2_000, description="HTTPS, a public address")
    types: Names = Field([], description="`agreement.signed.v1`, or `agreement.*`")
    subjects: Names = Field([], description="Streams, or kinds of stream")
    frameworks: Names = Field([], description="An integrator of one framework names it here")

    def filter(self) -> Filter:
        """The same, as the application takes it."""
        return Filter(types=tuple(self.types), subjects=tuple(self.subjects), frameworks=tuple(self.frameworks))


class NewWebhook(WebhookBody):
    """A webhook to be made."""

    after: Position | None = Field(None, description="Begin after this position; now by default")


class Overlap(Strict):
    """How long the present keys go on."""

    hours: float = Field(24.0, ge=0, le=LONGEST_OVERLAP, description="Hours for which the present keys sign too")


class From(Strict):
    """Where to go on."""

    after: Position | None = Field(None, description="After this position; where it stopped")


class Again(Strict):
    """What to send again: one, a range, or all."""

    first: Place = Field(1, description="The first position")
    last: Place | None = Field(None, description="The last one; all there are")


class Latest(Question):
    """How many."""

    limit: int = Field(100, ge=1, le=1_000, description="How many at most")


class Webhook(BaseModel):
    """A webhook. Everything up to `cursor` was looked at; what of it was not taken yet is `waiting`."""

    id: str
    name: str
    url: str
    filter: dict[str, list[str]]
    enabled: bool
    reason: str = Field(description="Why it is disabled")
    cursor: int
    failing_since: datetime | None
    created_at: datetime
    waiting: int
    parked: list[str] = Field(description="Subjects whose sequence waits for somebody to redeliver it")


class ShownKeys(BaseModel):
    """What a receiver checks signatures with. The secret is shown this once."""

    subscription: str
    secret: str
    public_key: str


class MadeWebhook(BaseModel):
    """A new webhook and its keys."""

    webhook: Webhook
    keys: ShownKeys


class Webhooks(BaseModel):
    """Those that the actor may look after."""

    items: list[Webhook]


class Redelivered(BaseModel):
    """How many will be sent again."""

    count: int


class Attempted(BaseModel):
    """One attempt. `status` is null where no answer came; no body that was sent is kept."""

    subscription: str
    position: int
    event_id: str
    subject: str
    number: int
    at: datetime
    milliseconds: float
    status: int | None
    outcome: str
    request: str
    response: str


class AttemptList(BaseModel):
    """The latest attempts, the newest first."""

    items: list[Attempted]
