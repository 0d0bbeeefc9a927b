"""What staff rule of documents of which their terminals cannot tell whether they came out, and how it gets there."""
