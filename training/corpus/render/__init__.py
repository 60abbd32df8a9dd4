"""Music that we write ourselves and play through soundfonts, so that everything in it is known exactly.

``compose`` writes scores (MIDI and a JSON of labels, about a megabyte per hour), ``play`` turns them into sound, stem
by stem; the two may run on different machines. In reading order: ``score`` is what is passed on, ``labels`` says what
is heard in each frame, ``words`` names instruments and writes captions, ``harmony``, ``melody`` and ``patterns`` are
our own musicians, ``mma``, ``groove``, ``machine`` (with ``styles``), ``studies`` and ``midifolder`` the sources,
``compose`` draws from them; ``synth``, ``mix`` and ``play`` make the sound; ``crew`` shares the work among cores.
"""
