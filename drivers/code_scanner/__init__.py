"""The QR and barcode scanner: serial or CDC-ACM."""
