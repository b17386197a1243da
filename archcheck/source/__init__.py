"""Text to located values: files, YAML, the shapes of documents, and diagnostics that say where."""
