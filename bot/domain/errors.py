"""The three ways a request can fail without being a bug."""

from datetime import timedelta


class Rejected(Exception):
    """The request was rejected: tell the person what is wrong and what to type instead."""


class Refused(Exception):
    """The request was refused by the outside for good: repeating it as it is cannot help."""


class Unavailable(Exception):
    """The request was not answered: try again later.

    `retry_after` is how long the outside asked us to wait. `may_have_happened` tells a lost answer
    (look before repeating) from a request that certainly changed nothing. `limit` names the limit
    that was reached: until then no other call that falls under it can succeed either.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: timedelta | None = None,
        may_have_happened: bool = False,
        limit: str = "",
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.may_have_happened = may_have_happened
        self.limit = limit
