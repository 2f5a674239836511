"""Processes that read what comes from outside, and may do nothing else."""
