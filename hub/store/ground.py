"""What the composition root gives to every use case: the stores, the keys, the policy, the clock and randomness."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app

from hub.store.clock import Clock
from hub.store.engine import Store

if TYPE_CHECKING:
    from keys.providers import Provider
    from policies.policy import Policy


class Settings(Protocol):
    """The settings that a use case may look at; none of them turns a check off."""

    @property
    def demo(self) -> bool: ...
    @property
    def production(self) -> bool: ...
    @property
    def base_url(self) -> str: ...
    @property
    def reviewed_texts(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Ground:
    store: Store
    key_store: Store
    provider: "Provider"
    policy: "Policy"
    clock: Clock
    random: Callable[[int], bytes]
    installation: str
    settings: Settings


def ground() -> Ground:
    """Return the ground of the app that answers now."""
    return cast("Ground", current_app.extensions["hub"])
