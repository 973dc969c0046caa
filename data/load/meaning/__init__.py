"""What one cell means: pure functions over one value, a module for each kind of meaning."""
