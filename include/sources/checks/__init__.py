"""What `clientele check` looks at before anything runs."""
