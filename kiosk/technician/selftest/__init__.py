"""`kiosk device test`: a list of steps for each role, played before a technician or, for programs, alone."""
