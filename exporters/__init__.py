"""Exporters: from trained models to a bundle that plays, run from a clone with ``python -m exporters.bundle``.

``states`` names the memories and writes one graph, ``codec``, ``generator`` and ``text`` say what each graph computes,
``quantize`` makes weights small, ``parity`` plays torch against ONNX Runtime, ``cost`` tells what a call takes,
``card`` and ``bundle`` write the folder, ``keep`` takes from an older one what has not changed.
"""
