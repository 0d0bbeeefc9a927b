"""What may stand before the emulated face camera, and how: words and measures. `drawing` draws it.

Values only: whoever speaks of a stage needs nothing that draws.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Who(StrEnum):
    """Who may stand before the camera."""

    TEACHER = "teacher"
    DOCTOR = "doctor"
    PILOT = "pilot"


class Standing(StrEnum):
    """Who stands there."""

    TEACHER = "teacher"
    DOCTOR = "doctor"
    PILOT = "pilot"
    NOBODY = "nobody"
    TWO = "two"  # the teacher, and the doctor close behind


class Wear(StrEnum):
    """What somebody wears before their face."""

    NOTHING = "nothing"
    DARK_GLASSES = "dark_glasses"
    MASK = "mask"


class Lighting(StrEnum):
    """How light it is."""

    DAY = "day"
    DARK = "dark"  # at night, with the screen's light only
    BRIGHT = "bright"  # the sun shines on the face


class Gesture(StrEnum):
    """What somebody may be asked to do; left and right are their own."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    BLINK = "blink"
    OPEN_MOUTH = "open_mouth"


class Position(StrEnum):
    """Where a person stands."""

    USUAL = "usual"
    NEAR = "near"
    FAR = "far"
    ASIDE = "aside"
    LOW = "low"  # in a wheelchair
    TALL = "tall"


class Attack(StrEnum):
    """How somebody pretends to be who stands there."""

    NONE = "none"
    PHOTO = "photo"  # printed, held flat; turned when the head is to be turned
    PHOTO_TURNED = "photo_turned"  # turned to and fro, by up to 45°
    PHOTO_BENT = "photo_bent"  # about a cylinder
    EYE_HOLES = "eye_holes"  # a photo with holes, behind which somebody's eyes blink
    MOUTH_HOLE = "mouth_hole"  # a photo with a hole, behind which somebody's mouth opens
    SCREEN = "screen"  # a recorded clip on a tablet: it does what was recorded, whatever is asked
    CUT = "cut"  # somebody else is there from one picture to the next, and back
    WALK = "walk"  # one walks out while another walks in, and back
    STILL = "still"  # the same picture for ever, with a sensor's noise
    SIZES = "sizes"  # every picture has another size
    SIZE_CHANGES = "size_changes"  # the size is another one each second


@dataclass(frozen=True)
class Place:
    """Metres: from the camera, aside (above 0 to the picture's right), above where eyes usually are."""

    distance_m: float = 0.6
    aside_m: float = 0.0
    height_m: float = 0.0


PLACES = MappingProxyType({
    Position.USUAL: Place(),
    Position.NEAR: Place(distance_m=0.3),
    Position.FAR: Place(distance_m=1.6),
    Position.ASIDE: Place(aside_m=0.22),
    Position.LOW: Place(distance_m=0.75, height_m=-0.2),
    Position.TALL: Place(distance_m=0.65, height_m=0.15),
})  # fmt: skip
BEHIND = Place(distance_m=0.95, aside_m=0.24, height_m=0.05)
"""Where the second person stands."""


@dataclass(frozen=True)
class Stage:
    """All that the camera may see. `covered`: a hand or tape over the lens."""

    stands: Standing = Standing.TEACHER
    light: Lighting = Lighting.DAY
    position: Position = Position.USUAL
    wear: Wear = Wear.NOTHING
    attack: Attack = Attack.NONE
    covered: bool = False

    @property
    def moves(self) -> bool:
        """Whether the picture changes by itself, but for noise."""
        still = self.covered or self.attack is Attack.STILL
        return not still and not (self.stands is Standing.NOBODY and self.attack is Attack.NONE)

    @property
    def person(self) -> Who:
        """Who stands in front, or whose face an attack shows."""
        alone = self.stands not in {Standing.NOBODY, Standing.TWO}
        return Who(self.stands.value) if alone else Who.TEACHER

    @property
    def other(self) -> Who:
        """Who helps with an attack, or stands behind."""
        return Who.DOCTOR if self.person is not Who.DOCTOR else Who.PILOT
