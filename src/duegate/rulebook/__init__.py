"""The law applied: packs parsed, what must be known, judging, the next lawful instant. Pure."""
