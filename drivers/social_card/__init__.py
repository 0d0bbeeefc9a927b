"""The social security card reader: PC/SC."""
