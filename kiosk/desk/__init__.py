"""The virtual hardware desk: the other ends of the terminal's wires, on a table where people can play with them."""
