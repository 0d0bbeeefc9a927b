"""The product on one machine: central, the terminal and the virtual desk, each a program of its own."""
