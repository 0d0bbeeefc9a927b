"""How like a portrait a face must be for how many strangers to be taken for who is on it.

Measured over the 29.6 million pairs of strangers in Labeled Faces in the Wild, with SFace 2021dec (docs/face.md): press
photographs against press photographs. No public set has portraits of cards against faces at a terminal.
"""

from kiosk.protocol.faces import FalseAccept

THRESHOLDS: dict[FalseAccept, float] = {"1e-3": 0.359, "1e-4": 0.415, "1e-5": 0.467}
"""Cosines; how often the right person is refused there: 1.1 %, 2.2 %, 5.1 % of single pairs."""
