"""Tools for association rules: baskets, itemsets bought together, rules, and their trial."""
