"""The nouns: frozen dataclasses of the standard library, with the arithmetic that belongs to them and no I/O."""
