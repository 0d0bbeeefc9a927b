"""The terminal's side of the fleet: reports go up, signed flows come down."""
