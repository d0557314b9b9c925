"""What clients and the company say to each other: calls, mails, chats, visits, requests."""
