"""An emulator of the Telegram Bot API: one bot, what is written to it, and what it wrote."""
