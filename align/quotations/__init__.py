"""Quotations traced to their sources: retrieval, reranking, projection, verdict."""
