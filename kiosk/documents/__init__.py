"""From data to paper: Typst templates to PDF/A, page pictures from that same PDF, receipts from their templates."""
