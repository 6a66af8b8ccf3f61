"""What is logged, and how secrets stay out of it."""
