"""What is promised of every flow (DESIGN §4), a function a promise. Its name is what a violation is called.

Each returns what is wrong, or nothing. Promises about one moment stand in `moments`, about a move in `moves`, about
one effect in `deeds`, about all states together in `ways`.
"""
