"""Writes everything in `patches/` that the knob table decides, so that none forgets a knob or misspells one.

    python -m patches.build            writes the files
    python -m patches.build --check    writes nothing, and says what differs

A file imports only files above it.

    table       the knobs in groups, rows and colours; the messages that are no knobs
    pd_file     a Pure Data canvas: objects, lines, text
    pd_parts    faders, buttons and labels as they look on a dark stage
    pd          rtmusic-wire.pd, rtmusic.pd, rtmusic-help.pd
    evenings    three evenings as Pure Data examples
    max_file    a Max patcher: boxes, lines, presentation
    max_parts   the same faders and buttons in Max
    max         the Max package
    live        the Max for Live device
    tablet      the Open Stage Control session
    pages       the message table of patches/README.md
    __main__    python -m patches.build

It is a tool for whoever changes the table; nothing that plays needs it.
"""
