"""Whether who stands before the camera is who is on the card, and alive: found, guided, challenged and compared here.

Only programs of their own load OpenCV (ADR 0014); what the terminal's process imports of this package does not.
"""
