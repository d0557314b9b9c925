"""The systems that the company uses, as servers on loopback, one package a system."""
