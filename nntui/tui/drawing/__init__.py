"""Arrays -> characters and styles: pure functions, tested without an app."""
