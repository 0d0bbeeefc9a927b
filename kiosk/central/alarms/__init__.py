"""What somebody must look into: reported by terminals or found out by central, and told to whom it concerns."""
