"""What is sold, and how: goods and stock, leads and deals, purchases, orders and money."""
