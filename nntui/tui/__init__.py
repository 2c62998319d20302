"""The terminal UI: Textual, and nothing that trains."""
