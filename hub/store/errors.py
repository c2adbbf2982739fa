"""What can be wrong with a database, and what a request can be refused for."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal


class StoreUnavailable(Exception):  # noqa: N818 - names the state; the web answers 503
    """The database could not be reached, or whether it committed is unknown: nothing may be released."""


class StoreRefused(StoreUnavailable):
    """The database is set up so that an acknowledged commit could be lost, or its address is not understood.

    Its words are the hub's own. Where it is met while the hub serves, as by a connection made anew, it is an outage.
    """


class HeldByAnother(Exception):  # noqa: N818 - names the state
    """Another process of this installation holds the writing lock."""


class LogBroken(Exception):  # noqa: N818 - names the state
    """What is sealed already contradicts itself; nothing is sealed on top of it. `hub log verify` says where."""


class HubError(Exception):
    """Why a request is not answered with what it asked for; the web alone knows the words and the status."""


class NotShown(HubError):  # noqa: N818 - names what the asker is told
    """Refused, absent or never there: the asker gets one and the same answer, byte for byte."""


class Invalid(HubError):  # noqa: N818 - names what the asker is told
    """The input cannot be used; Swedish sentences for each field, keys such as `rows.0.category`."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors: Final = {field: list(sentences) for field, sentences in errors.items()}


class Stale(HubError):  # noqa: N818 - names what the asker is told
    """Somebody changed it first; `current` is the version that stands now."""

    def __init__(self, current: int | None = None) -> None:
        super().__init__()
        self.current: Final = current


class Conflict(HubError):  # noqa: N818 - names what the asker is told
    """It cannot be done as things stand: `code` for programs, `detail` one Swedish sentence on how to go on."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code: Final = code
        self.detail: Final = detail


class NotSignedIn(HubError):  # noqa: N818 - names what the asker is told
    """No session, or one that has ended."""


class TooMany(HubError):  # noqa: N818 - names what the asker is told
    """Too often; `retry_after` in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after: Final = retry_after


class TooManyFiles(TooMany):
    """Others are having theirs read: it is nothing that the asker did too often."""


class Unavailable(HubError):  # noqa: N818 - names what the asker is told
    """Something that must stand before anything is released, or is taken in, does not answer."""

    def __init__(self, which: Literal["log", "keys", "store", "reader"]) -> None:
        super().__init__(which)
        self.which: Final = which
