"""What the desk's window shows and does, a module for each device."""
