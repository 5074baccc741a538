"""What lies under the page at every scale: kept layers, outlines that neighbours share, and their short spelling."""
