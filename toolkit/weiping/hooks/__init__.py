"""What plugins may offer, how they are found, and the one typed way to ask them."""
