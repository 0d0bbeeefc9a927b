"""A place by its name, for what is typed at the server itself: it is made when it is new."""

import difflib

from django.db import transaction
from django.db.models import Q

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import District, Place


class UnknownDistrictError(Exception):
    """No district has that code or name; the text says which there are."""


@transaction.atomic
def place_named(name: str, who: str, *, district: str = "") -> Place:
    """Return the place called `name`. A new one lies in `district` (code or name), or in none until staff say.

    Raises:
        UnknownDistrictError: there is no such district.
    """
    there = district_of(district) if district else None
    place, new = Place.objects.get_or_create(name=name.strip(), defaults={"district": there})
    if new:
        audit.record(who, "place.create", place, str(there or ""))
    elif there is not None and place.district_id != there.pk:
        raise UnknownDistrictError(
            f"{place} is there already, in {place.district or 'no district'}: change it on its page"
        )
    return place


def district_of(said: str) -> District:
    """Return the district with this code or name.

    Raises:
        UnknownDistrictError: there is none.
    """
    found = District.objects.filter(Q(code=said) | Q(name=said)).first()
    if found is None:
        known = {name: code for code, name in District.objects.values_list("code", "name")}
        near = difflib.get_close_matches(said, [*known, *known.values()], 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else ", ".join(f"{code} {name}" for name, code in known.items())
        raise UnknownDistrictError(f"there is no district {said}: {hint}")
    return found
