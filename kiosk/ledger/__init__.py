"""What must survive a power cut: the journal of issued documents and the outbox. On disk before it happens."""
