"""The services as residents look for them: by theme, or by a few letters of what they call it."""

from collections.abc import Sequence

from kiosk.shell.pinyin import finds
from kiosk.shell.stage import ServiceCard


def by_theme(cards: Sequence[ServiceCard]) -> dict[str, list[ServiceCard]]:
    """Return the services of each theme, both in the order in which they come; what is of another place comes last."""
    themes: dict[str, list[ServiceCard]] = {}
    for card in sorted(cards, key=lambda card: card.flow.origin is not None):
        themes.setdefault(card.flow.theme, []).append(card)
    return themes


def found(cards: Sequence[ServiceCard], typed: str) -> list[ServiceCard]:
    """Return the services that `typed` finds, in any language: by title first, then by keywords, then by the rest."""
    wanted = [(rank, card) for card in cards if (rank := _rank(card, typed)) is not None]
    return [card for _, card in sorted(wanted, key=lambda ranked: ranked[0])]


def _rank(card: ServiceCard, typed: str) -> int | None:
    flow, languages = card.flow, card.texts.values()
    places = (
        [words.get(flow.title, "") for words in languages],
        list(flow.keywords),
        [words.get(key, "") for words in languages for key in (flow.summary, flow.department)],
    )
    return next((rank for rank, texts in enumerate(places) if any(finds(typed, text) for text in texts)), None)
