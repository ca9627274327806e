"""Contact lists as people have them: JSON lines and tables, in the encodings and words they use."""
