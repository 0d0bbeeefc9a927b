"""Carries a terminal's `call` to a department's system and the answer back.

What is said about a person passes through and leaves no trace: neither stored nor logged.
"""
