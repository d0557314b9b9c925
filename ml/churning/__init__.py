"""What churn is made of: labels, rules, candidates, their trial and the reasons per client."""
