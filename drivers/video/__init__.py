"""Moving pictures for the camera roles: OpenCV captures in a child process, the newest frame lies in shared memory."""
