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
   400,
   148
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
      400,
      150
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      400,
      150
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
     "numoutlets": 7,
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "patching_rect": [
      40,
      130,
      532.8000000000001,
      22.0
     ],
     "text": "route input_db output_db committed_s drafted_s model_load audible_glitches"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      8,
      70,
      20
     ],
     "text": "in dB",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      8,
      240,
      18
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      -60.0,
      6.0
     ],
     "ignoreclick": 1,
     "setstyle": 1,
     "slidercolor": [
      0.9098,
      0.6392,
      0.2392,
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
     "id": "obj-8",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      40.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      8,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
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
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      31,
      70,
      20
     ],
     "text": "out dB",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
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
      160.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      31,
      240,
      18
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      -60.0,
      6.0
     ],
     "ignoreclick": 1,
     "setstyle": 1,
     "slidercolor": [
      0.9098,
      0.6392,
      0.2392,
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
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      160.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      31,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
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
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      54,
      70,
      20
     ],
     "text": "final s",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      280.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      54,
      240,
      18
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      0.0,
      2.0
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
     "id": "obj-14",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      280.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      54,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
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
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      77,
      70,
      20
     ],
     "text": "draft s",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      400.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      77,
      240,
      18
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      0.0,
      4.0
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
     "id": "obj-17",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      400.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      77,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
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
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      100,
      70,
      20
     ],
     "text": "load",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      520.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      100,
      240,
      18
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
     "id": "obj-20",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      520.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      100,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
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
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      70,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      123,
      70,
      20
     ],
     "text": "glitches",
     "textcolor": [
      0.5412,
      0.5412,
      0.5804,
      1.0
     ],
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      640.0,
      200.0,
      240,
      18
     ],
     "presentation": 1,
     "presentation_rect": [
      84,
      123,
      240,
      18
     ],
     "size": 1,
     "orientation": 0,
     "setminmax": [
      0.0,
      10.0
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
     "id": "obj-23",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      640.0,
      240.0,
      62,
      20
     ],
     "presentation": 1,
     "presentation_rect": [
      330,
      123,
      62,
      20
     ],
     "ignoreclick": 1,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "bgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ]
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
      "obj-5",
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
      "obj-5",
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
      "obj-5",
      1
     ],
     "destination": [
      "obj-11",
      0
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
      "obj-13",
      0
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
      "obj-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      3
     ],
     "destination": [
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      3
     ],
     "destination": [
      "obj-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      4
     ],
     "destination": [
      "obj-19",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      4
     ],
     "destination": [
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      5
     ],
     "destination": [
      "obj-22",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      5
     ],
     "destination": [
      "obj-23",
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
