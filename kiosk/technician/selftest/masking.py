"""Personal values, so far as a technician has to see that they were read, and no further. Pure."""

MASK = "＊"
_NUMBER_HEAD, _NUMBER_TAIL, _NUMBER_LEAST = 3, 4, 12


def masked_name(name: str) -> str:
    """Return the first character and a mask for each further one; of a single character nothing."""
    return MASK if len(name) < 2 else _visible(name[0]) + MASK * (len(name) - 1)


def masked_number(number: str) -> str:
    """Return three characters and the last four of a number of at least twelve, of a shorter one nothing."""
    if len(number) < _NUMBER_LEAST:
        return MASK * len(number)
    hidden = MASK * (len(number) - _NUMBER_HEAD - _NUMBER_TAIL)
    return _visible(number[:_NUMBER_HEAD]) + hidden + _visible(number[-_NUMBER_TAIL:])


def masked_length(text: str) -> str:
    """Return how long a text is."""
    return f"{len(text)} characters" if text else "none"


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else MASK for char in text)
