"""Transformer encoders: checkpoints, tokenization, the forward pass."""
