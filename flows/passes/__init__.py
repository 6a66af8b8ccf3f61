"""One pass: the order of its stages, what each does with its parts, and who runs the parts."""
