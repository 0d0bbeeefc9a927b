"""Whose layers are whose: what speaks to one's terminals is seen, what speaks to no others is set.

A layer for all terminals or for a model holds in every district: it is seen where such terminals stand, and set only by
whoever is for all districts.
"""

from django.db.models import Q, QuerySet

from kiosk.central.accounts.scope import Scope, paths_of, within
from kiosk.central.configuration.models import Layer
from kiosk.central.fleet.models import Terminal


def seen_layers(scope: Scope) -> Q:
    """Return the condition on `layer` and `scope` of values and changes that may be seen."""
    if scope.districts is None:
        return Q()
    terminals = _terminals(scope)
    return (
        Q(layer=Layer.ALL)
        | Q(layer=Layer.MODEL, scope__in=terminals.values("model"))
        | Q(layer=Layer.DISTRICT, scope__in=scope.districts)
        | Q(layer=Layer.TERMINAL, scope__in=terminals.values("pk"))
    )


def may_see(looking: Scope, layer: Layer, scope: str) -> bool:
    if looking.districts is None or layer is Layer.ALL:
        return True
    if layer is Layer.DISTRICT:
        return scope in looking.districts
    named = {Layer.MODEL: "model", Layer.TERMINAL: "pk"}[layer]
    return _terminals(looking).filter(**{named: scope}).exists()


def may_set(looking: Scope, layer: Layer, scope: str) -> bool:
    if looking.districts is None:
        return True
    return layer in (Layer.DISTRICT, Layer.TERMINAL) and may_see(looking, layer, scope)


def models_of(looking: Scope) -> list[str]:
    """Return the models of the terminals that may be seen."""
    return sorted(set(_terminals(looking).exclude(model="").values_list("model", flat=True)))


def _terminals(looking: Scope) -> QuerySet[Terminal]:
    return Terminal.objects.filter(within(looking, paths_of(Terminal)))
