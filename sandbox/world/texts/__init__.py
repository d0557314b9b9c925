"""What people write to the company: phrases in three languages and the grammar that joins them."""
