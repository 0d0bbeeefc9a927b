"""The demo's message gateway and the phones it reaches: what was sent is read on a page, and goes nowhere."""
