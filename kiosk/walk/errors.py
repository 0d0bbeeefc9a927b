"""What can go wrong on a walk."""


class WalkError(Exception):
    """The walk cannot go on; the text says where it stood, what it waited for and what there was instead."""
