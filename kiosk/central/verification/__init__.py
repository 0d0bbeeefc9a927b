"""The public page behind the QR code of a printed document: is this paper genuine?"""
