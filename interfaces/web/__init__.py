"""The web application: pages for those who decide, owe, follow, check and read, on the same parts as the API."""
