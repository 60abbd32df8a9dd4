"""The music generator measured as it plays: through the engine's own classes, judged by others than trained it.

Read in this order: checkpoint, musicnn (an independent tagger), frechet, playing (the engine, from pasts of our
choosing), held (the music it goes on from), traits (what librosa hears), listening (what a listener would catch),
jobs (what is measured once), setup; then the parts frontier, drift, diversity, prompting, steering and unattended;
what writes them down: page, pictures, examples, command; and by itself recalling (loops, with recall and without).
"""
