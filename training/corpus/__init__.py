"""Recipes that put music on disk: named Debian packages, or a folder of one's own recordings.

``index`` says what is there, ``sources`` what may be taken, ``captions`` how it is labelled,
``audio`` turns one file into 48 kHz stereo, ``packages`` and ``folder`` find the files, and
``writer`` does the work so that it may be killed at any moment and started again.
"""
