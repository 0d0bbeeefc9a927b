"""The camera that sees the resident: V4L2 through OpenCV."""
