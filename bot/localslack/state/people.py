"""Who is in the workspace."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.localslack.shapes import Obj


@dataclass(slots=True)
class Person:
    """One user: a member, a guest, somebody of another company, or a bot."""

    id: str
    name: str
    real_name: str
    team_id: str
    display_name: str = ""
    email: str = ""
    tz: str = "Etc/UTC"
    tz_label: str = "Coordinated Universal Time"
    tz_offset: int = 0
    color: str = "9f69e7"
    is_bot: bool = False
    bot_id: str = ""
    app_id: str = ""
    is_admin: bool = False
    is_guest: bool = False
    is_external: bool = False
    deleted: bool = False
    switchable: bool = False
    updated: int = 0

    def as_slack(self, *, with_email: bool) -> Obj:
        """Return the user object of the Web API.

        Vendor: https://docs.slack.dev/reference/objects/user-object
        """
        profile: Obj = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.display_name,
            "display_name_normalized": self.display_name,
            "title": "",
            "phone": "",
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "g" + self.color,
            "team": self.team_id,
        }
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        elif with_email and self.email:
            profile["email"] = self.email
        return self._base() | {"profile": profile}

    def _base(self) -> Obj:
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "color": self.color,
            "tz": self.tz,
            "tz_label": self.tz_label,
            "tz_offset": self.tz_offset,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": self.is_guest,
            "is_stranger": self.is_external,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }

    def as_seen(self) -> Obj:
        """Return the person as the control API shows people."""
        shown = ("id", "name", "real_name", "email", "team_id", "tz", "tz_offset", "color")
        flags = ("is_bot", "is_admin", "is_guest", "is_external", "deleted", "switchable")
        return {key: getattr(self, key) for key in (*shown, *flags)} | {
            "display_name": self.display_name or self.real_name
        }


@dataclass(slots=True)
class People:
    """Everybody, by id, in the order in which they came."""

    by_id: dict[str, Person] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_id.values())

    def add(self, person: Person) -> Person:
        """Take somebody in."""
        self.by_id[person.id] = person
        return person

    def find(self, who: str) -> Person | None:
        """Return the person with that id or name, in any case and with or without "@"."""
        wanted = who.removeprefix("@").casefold()
        known = self.by_id.get(who)
        return known or next(
            (p for p in self if wanted in {p.name.casefold(), p.id.casefold()}), None
        )


@dataclass(slots=True)
class Group:
    """A user group, such as @payments-oncall."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    description: str = ""
    created: int = 0
    created_by: str = ""
    deleted: bool = False

    def as_slack(self, team_id: str, *, with_users: bool) -> Obj:
        """Return the usergroup object of the Web API.

        Vendor: https://docs.slack.dev/reference/objects/usergroup-object
        """
        answer: Obj = {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": self.created,
            "date_update": self.created,
            "date_delete": 0,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": self.created_by,
            "updated_by": self.created_by,
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.users),
        }
        return answer | {"users": list(self.users)} if with_users else answer
