"""What can stop a publication."""


class PublishingError(Exception):
    """Something the person at the keyboard can put right; the text says how."""


class PackageLostError(PublishingError):
    """A package that was handed in is not there any more, or is not what was handed in."""
