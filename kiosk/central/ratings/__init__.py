"""好差评 (GB/T 39734, 39735): what residents think of a case, and what is done about it when they are not content."""
