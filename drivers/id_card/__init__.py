"""The ID card reader: the SAM-V protocol over a serial line."""
