"""Ways in for people and programs: they differ in language, never in outcome; no rule is here."""
