"""How the ledger fails.

    LedgerError                    any of them: the step may not go on, for nothing of it is on disk
    ├── LedgerKeyError             the key is missing or not the one that sealed this database
    └── SealBroken                 one value was changed or damaged

Texts name files, rows and steps; never what a row holds.
"""


class LedgerError(Exception):
    """The ledger did not write, or will not: nothing of the failed call is on disk."""


class LedgerKeyError(LedgerError):
    """The database is there and its key is not."""


class SealBroken(LedgerError):  # noqa: N818 - reads as what happened
    """A sealed value is not what was sealed, or not where it was put."""
