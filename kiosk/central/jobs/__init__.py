"""Work that nobody asks for over HTTP: settle orders, send mails, watch terminals. One process at a time does each."""
