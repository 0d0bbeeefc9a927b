"""The document camera (高拍仪): UVC stills."""
