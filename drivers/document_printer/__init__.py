"""The A4 printer: IPP (RFC 8010, RFC 8011), followed to the end of the job."""
