"""Who somebody is: by a code that a phone shows, and by a code sent to the phone on record for a citizen number.

Nothing that names a person is kept: numbers and codes stand in the database under keyed digests.
"""
