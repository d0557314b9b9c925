"""The manager's mails: read the published numbers, put them into words, show them."""
