"""What is made for the docs from the code: `make docs`."""
