"""What terminals are set to: by layers, with history; what each was told, and what it says it runs."""
