"""All Qt of the terminal. QML shows, Python decides."""
