"""How fast it is: each case beside a peer or a physical floor, measured in the same run."""
