"""Everything between stored guesses and a claim about people and models."""
