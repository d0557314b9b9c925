"""An emulator of the Mailchimp Marketing API 3.0: audiences, members, campaigns and reports."""
