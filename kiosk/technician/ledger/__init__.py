"""`kiosk ledger`: what a terminal has recorded, for technicians."""
