"""A company's mailbox on a real IMAP server, pymap, with faults on its connections."""
