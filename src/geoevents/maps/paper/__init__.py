"""A scene on paper: drawn with matplotlib, by the same rules as the page."""
