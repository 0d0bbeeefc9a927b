"""Further departments of the demo, each with a wire of its own: envelope and signature, old XML, REST with tokens."""
