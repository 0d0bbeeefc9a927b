"""The cabinet's I/O board: door, tamper, temperature, presence and guide lights over Modbus RTU."""
