"""The uninterruptible power supply: Megatec Q1 over serial."""
