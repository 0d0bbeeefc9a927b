"""What is kept how long: rows that are over move into archive files, personal data are erased, the rest is deleted."""
