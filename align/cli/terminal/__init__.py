"""What the commands have of the terminal: options, standard input and output, progress, a clean stop."""
