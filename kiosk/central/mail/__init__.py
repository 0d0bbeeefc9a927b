"""Receipts by mail: taken in once, sent once, and forgotten: neither address nor contents outlive the sending."""
