"""Music that we write ourselves and play through soundfonts, so that everything in it is known exactly.

``compose`` writes scores (MIDI and a JSON of labels, half a megabyte per hour), ``play`` turns them into sound, stem
by stem, ``add`` takes them into a corpus; the stages may run on different machines. In reading order: ``score`` is
what is passed on, ``labels`` says what is heard in each frame, ``names`` has a word for everything, ``words`` writes
captions, ``harmony``, ``melody`` and ``patterns`` are our own musicians, ``mma``, ``groove``, ``machine`` (with
``styles``), ``studies`` and ``midifolder`` the sources, and ``compose`` draws from them; ``synth``, ``mix`` and
``play`` make the sound, ``shelf`` the corpus; ``crew`` shares the work among cores.
"""
