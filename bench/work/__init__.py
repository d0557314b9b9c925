"""What is measured: each function runs alone in a process, which imports its module first."""
