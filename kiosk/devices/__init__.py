"""The terminal's devices at work: a thread for each, and a watch over their health."""
