"""What people see of a pass and of what was found."""
