"""Short messages to residents' phones, handed to a gateway over HTTP. Nothing of them is logged or kept here."""
