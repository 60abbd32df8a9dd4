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
   1624,
   120
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
      1624,
      120
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      1624,
      120
     ],
     "bgfillcolor": [
      0.1098,
      0.1098,
      0.1412,
      1.0
     ],
     "bgcolor": [
      0.1098,
      0.1098,
      0.1412,
      1.0
     ],
     "background": 1,
     "rounded": 0
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40,
      40,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40,
      70,
      136.8,
      22.0
     ],
     "text": "route /status.reply"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40,
      100,
      64.8,
      22.0
     ],
     "text": "zl.iter 2"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 4,
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "patching_rect": [
      40,
      130,
      331.2,
      22.0
     ],
     "text": "route loop_state loop_length_s loop_position_s"
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
      200,
      300,
      44
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      6,
      300,
      44
     ],
     "text": "empty",
     "textcolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "fontsize": 30.0
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40,
      170,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      140,
      200,
      309.6,
      22.0
     ],
     "text": "expr ($f2 > 0.) * $f1 / ($f2 + ($f2 <= 0.))"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      140.0,
      240.0,
      1608,
      26
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      56,
      1608,
      26
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      0.0,
      1.0
     ],
     "ignoreclick": 1,
     "setstyle": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
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
     "id": "obj-10",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      440.0,
      240.0,
      1608,
      26
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      88,
      1608,
      26
     ],
     "size": 8,
     "orientation": 1,
     "setminmax": [
      0.0,
      1.0
     ],
     "ignoreclick": 1,
     "setstyle": 1,
     "slidercolor": [
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
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      440,
      40,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      440,
      70,
      79.2,
      22.0
     ],
     "text": "route /mask"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      560,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      320,
      24,
      560,
      22
     ],
     "text": "share of every frame that is kept: low bars are about to be rewritten",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-2",
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
      "obj-3",
      0
     ],
     "destination": [
      "obj-4",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      0
     ],
     "destination": [
      "obj-7",
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
      "obj-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      1
     ],
     "destination": [
      "obj-8",
      1
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      2
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
      "obj-11",
      0
     ],
     "destination": [
      "obj-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-12",
      0
     ],
     "destination": [
      "obj-10",
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
