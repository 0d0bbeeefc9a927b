"""`kiosk device`: what a technician asks of the devices, on site or from afar. Thin: the work is in `kiosk.devices`."""
