"""Past traffic judged again: under the rules in force, and as if a candidate were among them."""
