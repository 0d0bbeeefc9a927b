"""For authors of flows, and for the publisher: what is known of a flow before a resident meets it."""
