"""What goes out: JSON, GeoJSON, tables, whole files."""
