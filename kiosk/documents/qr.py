"""QR codes as rows of modules, to be drawn by whoever prints them."""

import qrcode


def qr_rows(text: str) -> list[str]:
    """Return the modules of a QR code (ISO/IEC 18004, level M), a row a string of `0` and `1`, without the margin."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    return ["".join("1" if dark else "0" for dark in row) for row in code.modules]
