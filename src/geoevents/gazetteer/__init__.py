"""Places and countries by the names that people write."""
