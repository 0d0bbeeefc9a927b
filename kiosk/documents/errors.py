"""What can go wrong between data and paper."""


class DocumentError(Exception):
    """A template does not fit its data. The text names the template and the place, never the data."""
