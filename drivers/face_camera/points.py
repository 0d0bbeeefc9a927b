"""Which of the 468 points of a face mesh are what; numbers as in MediaPipe's "canonical face model".

Right and left are the resident's own; lines of eyes and lips run from the picture's left to its right.
"""

RIGHT_EYE_ABOVE = (33, 246, 161, 160, 159, 158, 157, 173, 133)
RIGHT_EYE_BELOW = (33, 7, 163, 144, 145, 153, 154, 155, 133)
LEFT_EYE_ABOVE = (362, 398, 384, 385, 386, 387, 388, 466, 263)
LEFT_EYE_BELOW = (362, 382, 381, 380, 374, 373, 390, 249, 263)
RIGHT_BROW = (46, 53, 52, 65, 55)
LEFT_BROW = (285, 295, 282, 283, 276)
LIPS_ABOVE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
"""The inner rim of the upper lip."""
LIPS_BELOW = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
"""The inner rim of the lower lip."""
# fmt: off
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
"""Around the face: from the forehead's middle by the left temple to the chin and back."""
MASKED = (
    6, 351, 349, 330, 347, 346, 352, 366, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 137, 123, 117, 118, 101, 120, 122,
)
"""Around what a mask covers."""
# fmt: on
RIGHT_EYE_CORNERS = (33, 133)
LEFT_EYE_CORNERS = (362, 263)
MOUTH_CORNERS = (61, 291)
EARS = (234, 454)
EYES_OUTER = (33, 263)
NOSE, CHIN, FOREHEAD = 4, 152, 10
