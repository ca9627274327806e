"""What makes data files: run by a developer when a source has something new."""
