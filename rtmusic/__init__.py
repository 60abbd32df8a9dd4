"""rtmusic, a neural instrument: it listens, remembers in codec tokens, and rewrites the music just ahead.

Sound enters at `device` and leaves at `device`; every file between is one stop on that way. Read them in this
order: a file imports only files above it.

What the words mean
    errors        every exception we raise, drawn as a tree
    wholefile     files that are written whole or not at all
    arrayfile     arrays from a file, and never more than there is room for
    units         samples, frames, seconds, beats, decibels: the only conversions
    knobs         the one table of knobs and commands, `Control` and `Panel`
    recipe        with what the machine made a layer of a loop
    pacing        when a round begins, and what it leaves out when there is no time
    status        one picture of the running instrument; what every face of it may do
    features      what a listener notices in sound: loudness, chroma, drums, tempo, key
    graph         one ONNX model whose memory is an argument
    contract      what a graph file says about itself: sizes, units, memories
    bundle        the folder of models, written and read by this one file, checked on load
    guardian      who starts the main process again when it is killed, and what that one leaves to the next
    kept          the bundle of this evening, where nobody touches it
Where sound comes in and goes out
    shared        named memory that several processes see
    notes         what a process did, noted for the journal
    ring          the newest samples, by absolute number
    timeline      the output, always written ahead, rewritten up to the playhead
    output        gains, dry and wet, limiter
    duck          the machine quieter while you play
    recorder      the played sound, to disk
    face          what every sound device has in common
    virtual       a sound card that is only a clock, and one that does what a script says
    soundfiles    a file as what is heard, a file as what is played
    drift         input from a device with a clock of its own, kept as late as it is
    cards         which devices PortAudio sees, and which one a player means
    soundcard     real devices: chosen by name, kept at 48 kHz stereo
    device        ▶ all of them, by the words that a player types
    callback      what happens in every block: copy, mix, count
    roundtrip     how long sound takes out of the machine and back in
    soundprocess  the process that holds the callback, and what keeps it alive
From sound to codes and back
    encoder       sound → codes
    sounds        the sound of layers, on disk
    moments       what the performer played tonight, and what of it is kept
    tree          layers of loops, each made from another: a table
    codefile      codes that memory has no room for
    shelf         where the codes of layers lie
    layers        a layer, and the rooms in which those of all loops lie
    memory        what was played: the layers of every loop, undo, redo
    branches      the takes of a loop in the order in which they were made, across its branches
    loads         loops from files, on their way into the model process
    entropy       how likely every code is after those before it, and codes as few bits by it
    rtm           recordings of codes: written so that a crash takes two seconds, read from anywhere
    prompts       text → embeddings, mixed by weight
    sampler       everything random, replayable
    masks         which tokens stay and which are rewritten
    outlook       what a loop's next turn keeps and rewrites, shown before it is heard
    leash         how far a loop may stray from what was played, and what comes back
    presets       knobs that belong together, by the names that VampNet's players know
    schedule      how many tokens stay hidden after each step
    generator     memory + panel + mask → new codes
    alike         how alike two frames of codes sound
    wishes        panel, prompts, clock and ears → what is asked of the generator
    decoder       codes → sound
    likeness      words, a recording, or what was just played → one embedding
What it does with them
    transport     bars and beats
    seams         joining sound to sound without a click
    onsets        where in a loop something begins
    varispeed     a loop faster, slower, longer, at another pitch
    bends         what only codes allow: levels bent, frames held and moved, two loops crossed
    playground    the table of all of it, with knobs
    draft         music that is written but not yet heard
    recall        the performer's own moments, played again where they fit
    echoes        which moment is heard again, and when
    modes         what every mode is given, and what it gives back
    lines         where what waits for the grid happens, or for a loop's next turn
    take          a recording in the making: its beginning and end, on the beat or off it
    edits         what is done to a loop while it plays: overdub, replace, multiply …
    turning       the sound of a loop as it turns, and where in time
    fitting       what the other loops play → what is asked of one, so that it fits
    rewriting     the machine's hand in a loop, pass after pass
    batch         more takes of the same pass, made while nothing else is
    coding        a whole turn as codes, and back, a chunk at a time
    making        layers in the making, which sound and have no codes yet
    morphing      from one take of a loop to another, token by token or as sound
    varied        a loop at another speed, length or pitch, made beside the music
    notices       what is said of a loop that is not as was asked
    loop          one loop: record, close, edit, undo
    pedals        what a pedal means for a loop: held, for everything, or ending a recording by the way
    foresight     how the loops will sound once what waits for the grid is done
    looper        loop: eight of them, mixed ahead
    watch         has a stream lost its thread: silence, a roar or a hum
    dialogue      call and answer: whose bars these are
    weave         stream and follow: endless music from its own past or yours
    through       codec: your sound through the tokens
    pipeline      one round, no threads and no clock: live, offline and tests share it
    render        the pipeline offline
    bench         what a player can measure
Keeping time
    acts          what a model process does, act by act: done when it is noted, undone when it is killed
    showing       what the board shows of the loops after a round
    modelprocess  the process that holds the models and may be late
    report        latency by part, counters, machine: printed, saved, pasted into bug reports
    journal       an evening on disk while it is played
    setbook       an evening, read back
    replay        an evening once more, bit for bit
    figures       how late you hear yourself, and a turned knob, as the board says it
    heir          going on with a set, or where a main process was killed
    meter         from a turned knob to the first sample that differs
    scenefile     a scene as a file that a player can read and edit
    scenes        scenes while it plays: saved, recalled on the grid, morphed
    loopfile      a loop on disk: sound that knows its tempo, codes; any sound file as a loop
    session       every loop in a folder, saved whole or not at all
    restore       a session, loaded: some loops or all, at any tempo
    dawproject    stems as a project that other programs open
    stems         every loop as a sound file, all from one bar line
    snapshot      the loops of an instrument, as a session
    sessions      sessions while it plays: kept, loaded, and any sound file as a loop
    engine        processes, deadlines, restarts, counters
    latency       an evening of turned knobs, to measure how soon they are heard
    stopwatch     times one thing beside another, so that noise hits both alike
    footprint     how soon it sounds, and what its processes take of the machine
    endurance     hours of playing, as fast as they go
    costs         what codec, generator, rounds and the whole instrument take
Hands on it
    midimap       what a MIDI message is bound to, in files that a player can write
    midislb       SooperLooper's MIDI bindings as ours
    midivalue     from a controller's value to a knob's: absolute, relative, picked up
    midikeys      keys that are held → pitch classes
    miditalk      the messages of one port → what they ask for
    midilearn     the next controller that moves is the one that is meant
    midiclock     ticks → tempo and beat, and back out
    midifeedback  lights and motors that show where knobs stand
    midiports     MIDI ports that come and go
    midi          ▶ all of them: ports → the desk, on one thread
    miditeach     a map of one's own, made by moving controllers
    link          one tempo and one beat with everybody on Ableton Link
    oscwire       OSC packets to messages and back, whole or not at all
    oscpattern    address patterns, matched in a bounded number of steps
    oscgate       who may speak over the network, and where answers may go
    oscaddresses  the one table of what can be said and asked besides knobs and commands
    oscdates      messages that are dated ahead, each until its moment
    osctypist     prompts, read beside everything else
    oscsubscribers  who is told of changes
    oscpost       the sockets, and no flood out of them
    oschands      knobs gathered to one moment, pedals in their place, the lock
    oscguests     what OSC takes for scenes, MIDI and Link
    soopermoves   SooperLooper's commands that are several pedals at once
    sooperknobs   what SooperLooper would say of loops that stand as ours
    sooper        SooperLooper's addresses
    osc           addresses → knobs, commands and prompts, and every change back out
    addresses     every OSC address as a tree that tells about itself
    oscnews       what stands at every address now, and who listens to it
    oscquery      that tree over HTTP, and every change over a WebSocket
    jackserver    a sound server without hardware, for benchmarks
    jackplayer    a recording that is played into whoever hears on such a server
    soak          hours of playing in real time, through such a server
    floods        a machine that is busy, and hands that never rest
    trials        what can go wrong on a stage, and how it is done on purpose
    verdict       what a listener would have caught, and whether the report told it
    survival      the main process killed while it plays, and everything at once
    torture       an evening on which all of it happens, and what came of it
    eightloops    an evening of eight loops with every pedal, and what came of it
    bursts        how far a place in sound stands out of what is around it
    footwork      every command of the looper at random moments, in simulated time
    everyseam     at every seam that a command makes: can it be heard
    screen        the live view in the terminal
    listing       what there is to choose from, as tables
    plan          what an evening is to be, as typed
    stage         one evening, from the first block to the last
    studio        a file in, a file out
    tape          sound files to recordings of codes and back
    parsing       words on the command line
    midiwords     rtmusic midi: parse and call, nothing else
    sessionwords  rtmusic session: parse and call, nothing else
    oscwords      rtmusic osc: one message to an instrument that plays, and what it answers
    benchmarks    rtmusic bench: parse and call, nothing else
    cli           parse and call, nothing else
    __main__      python -m rtmusic

Importing rtmusic loads none of them, so that the process with the sound callback holds only what it needs.
"""

__version__ = "0.1.0"

__all__ = ["bundle", "engine", "errors", "knobs", "pipeline", "units"]
