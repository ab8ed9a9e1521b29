"""What leaves the system on paper or in a file."""
