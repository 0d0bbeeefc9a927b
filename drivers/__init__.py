"""The terminal's hardware, one package per device role. Knows no Qt, no flows and nothing of `kiosk`."""
