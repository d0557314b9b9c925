"""Reports leave once: the ledger of deliveries and the mail transport."""
