"""What somebody must look into: reported by terminals or found out by central, told to whom it concerns, until it is over."""
