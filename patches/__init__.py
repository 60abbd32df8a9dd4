"""Surfaces for other programs, and the tool that writes them: see README.md. Nothing that plays imports this."""
