"""What is held against the promises: a moment, a move from one moment to the next, and each deed of a move."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.engine.effects import Effect
from kiosk.engine.events import Event
from kiosk.engine.session import Session
from kiosk.explorer.world import World

Keys = Mapping[str, Container[str]]
"""Which words there are, by language. What they say is nothing to the explorer, so no edit of words asks for a walk."""


class Moment(NamedTuple):
    """Where a session stands, and the world around it."""

    session: Session
    world: World


class Move(NamedTuple):
    """What `event` did. The event has already happened in `before.world`, and nothing of `effects` was done there."""

    before: Moment
    event: Event
    after: Moment
    effects: tuple[Effect, ...]


class Deed(NamedTuple):
    """An effect about to be carried out in `world`. `secrets`: every text in the answers of the session."""

    world: World
    effect: Effect
    secrets: frozenset[str]


@dataclass(frozen=True)
class Words:
    """What the terminal can say: the keys of its own texts, and of the flow's."""

    shell: Keys
    flow: Keys
