"""What was uploaded."""

from dataclasses import dataclass, field

from bot.localslack.shapes import Obj

PREVIEW = 4000


@dataclass(slots=True)
class File:
    """One file; `complete` once it was shared or kept, before that only a promised upload."""

    id: str
    name: str
    user: str
    created: int
    length: int
    ticket: str
    title: str = ""
    content: bytes = b""
    uploaded: bool = False
    complete: bool = False
    mimetype: str = "application/octet-stream"
    filetype: str = "binary"
    channels: list[str] = field(default_factory=list)
    shares: Obj = field(default_factory=dict)

    def preview(self) -> str | None:
        """Return the beginning of a text file, None for any other."""
        if not self.mimetype.startswith("text/"):
            return None
        return self.content[: PREVIEW * 4].decode("utf-8", "replace")[:PREVIEW]

    def as_slack(self, base_url: str) -> Obj:
        """Return the file object of the Web API.

        Vendor: https://docs.slack.dev/reference/objects/file-object
        """
        address = f"{base_url}/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype,
            "user": self.user,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.channels),
            "url_private": address,
            "url_private_download": address,
            "permalink": address,
            "channels": list(self.channels),
            "groups": [],
            "ims": [],
            "shares": self.shares,
            "comments_count": 0,
        }
