"""Exporters: from trained models to a bundle that plays, run from a clone with ``python -m exporters.bundle``.

``states`` names the memories and writes one graph, ``codec``, ``generator`` and ``text`` say what each graph computes,
``quantize`` makes weights small, ``parity`` plays torch against ONNX Runtime, ``card`` and ``bundle`` write
the folder.
"""
