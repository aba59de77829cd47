"""What a check can ask; a new probe is a class and a line here."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic.json_schema import SkipJsonSchema

from bot.runbooks.parts import HEADER, Later, Part

LATER_PROBES = frozenset(
    (
        *("alerts", "deploys", "dns", "http_sequence", "logs", "metrics", "oidc", "prometheus"),
        *("sql", "status_page", "tcp", "tls", "traces"),
    )
)
OUR_HEADERS = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)


class Http(Part):
    """Ask a web address; it must change nothing there."""

    type: Literal["http"]
    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="Address; values are percent-encoded."
    )
    method: Literal["GET", "HEAD", "POST"] = Field("GET", description="POST needs safe_post.")
    headers: dict[Annotated[str, StringConstraints(pattern=HEADER)], str] = Field(
        {}, description="May hold ${secret.name}."
    )
    json_body: dict[str, Any] | None = Field(None, description="May hold ${secret.name}.")
    follow_redirects: bool = Field(
        default=False, description="At most 3; each hop is checked again."
    )
    tls_verify: bool = Field(default=True, description="False only where the operator allows it.")
    safe_post: bool = Field(default=False, description="Says that this POST changes nothing.")

    @model_validator(mode="after")
    def _can_be_sent(self) -> "Http":
        if self.json_body is not None and self.method != "POST":
            raise ValueError("json_body needs method: POST and safe_post: true")
        if ours := [name for name in self.headers if name.lower() in OUR_HEADERS]:
            raise ValueError(f"the header {ours[0]} is set by Muster; leave it out")
        return self


def _probe_type(probe: Any) -> Any:
    word = probe.get("type") if isinstance(probe, Mapping) else None
    return "later" if word in LATER_PROBES else word


Probe: TypeAlias = Annotated[
    Annotated[Http, Tag("http")] | Annotated[SkipJsonSchema[Later], Tag("later")],
    Discriminator(_probe_type),
]
