"""The two gates: the contract at the door, and the audit before publishing."""
