{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 5,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60.0,
   100.0,
   1640,
   1664
  ],
  "openinpresentation": 1,
  "default_fontsize": 12.0,
  "default_fontname": "Arial",
  "gridsize": [
   8.0,
   8.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      20.0,
      1640,
      1664
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      1640,
      1664
     ],
     "bgfillcolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "bgcolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "background": 1,
     "rounded": 0
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      140,
      34
     ],
     "presentation": 1,
     "presentation_rect": [
      12,
      8,
      140,
      34
     ],
     "text": "rtmusic",
     "textcolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "fontsize": 24.0
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      40.0,
      120.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      160,
      14,
      22,
      22
     ],
     "ignoreclick": 1,
     "checkedcolor": [
      0.2471,
      0.7216,
      0.6588,
      1.0
     ],
     "bgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40,
      90,
      108.0,
      22.0
     ],
     "text": "r rtmusic-alive"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      80,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      188,
      14,
      80,
      22
     ],
     "text": "answers",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      240,
      180,
      1340,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      280,
      14,
      1340,
      22
     ],
     "text": "",
     "textcolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      240,
      60,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      240,
      90,
      86.4,
      22.0
     ],
     "text": "route /error"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      240,
      120,
      72.0,
      22.0
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      240,
      150,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40,
      180,
      86.4,
      22.0
     ],
     "text": "rtmusic.wire"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      40.0,
      1624,
      198
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      48,
      1624,
      198
     ],
     "name": "rtmusic.looper.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      140.0,
      1624,
      120
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      254,
      1624,
      120
     ],
     "name": "rtmusic.playhead.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      422.0,
      400,
      224
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      382,
      400,
      224
     ],
     "name": "rtmusic.levels.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      654.0,
      400,
      467
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      614,
      400,
      467
     ],
     "name": "rtmusic.loop.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      1129.0,
      400,
      386
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      1089,
      400,
      386
     ],
     "name": "rtmusic.rewrite.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      422.0,
      400,
      1061
     ],
     "presentation": 1,
     "presentation_rect": [
      416,
      382,
      400,
      1061
     ],
     "name": "rtmusic.masks.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      1491.0,
      400,
      197
     ],
     "presentation": 1,
     "presentation_rect": [
      416,
      1451,
      400,
      197
     ],
     "name": "rtmusic.time.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      422.0,
      400,
      440
     ],
     "presentation": 1,
     "presentation_rect": [
      824,
      382,
      400,
      440
     ],
     "name": "rtmusic.machine.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      40.0,
      400,
      148
     ],
     "presentation": 1,
     "presentation_rect": [
      824,
      830,
      400,
      148
     ],
     "name": "rtmusic.meters.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      422.0,
      400,
      251
     ],
     "presentation": 1,
     "presentation_rect": [
      1232,
      382,
      400,
      251
     ],
     "name": "rtmusic.prompts.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "bpatcher",
     "numinlets": 0,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      681.0,
      400,
      305
     ],
     "presentation": 1,
     "presentation_rect": [
      1232,
      641,
      400,
      305
     ],
     "name": "rtmusic.asks.maxpat",
     "args": [],
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "embed": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 0,
     "offset": [
      0.0,
      0.0
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-7",
      0
     ],
     "destination": [
      "obj-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      1
     ],
     "destination": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-6",
      0
     ]
    }
   }
  ],
  "parameters": {},
  "dependency_cache": [],
  "autosave": 0
 }
}
