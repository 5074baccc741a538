"""What comes in: case files."""
