"""The receipt printer: ESC/POS over serial lines, TCP, USB and the kernel's printer driver."""
