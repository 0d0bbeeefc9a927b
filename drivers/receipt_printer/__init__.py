"""The receipt printer: ESC/POS over serial or TCP."""
