"""Recipes that put music on disk: named Debian packages, one's own recordings, music that is rendered.

``index`` says what is there, ``sources`` and ``licences`` what may be taken, ``captions`` and ``sidecars`` how it is
labelled, ``audio`` and ``flac`` turn one file into 48 kHz stereo, ``fingerprint`` finds what is there already,
``packages`` and ``folder`` find the files, ``shards`` packs clips and ``reading`` reads them, and ``writer`` does the
work so that it may be killed at any moment and started again. ``pack`` carries a corpus through a small pipe,
``render`` makes music, ``heldout`` is what no model may hear.
"""
