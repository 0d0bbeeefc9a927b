"""What terminals report: taken in once each, item by item; what cannot be taken in is kept where staff see it."""
