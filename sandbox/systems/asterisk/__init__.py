"""An Asterisk exchange as its database shows it: call records and channel events."""
