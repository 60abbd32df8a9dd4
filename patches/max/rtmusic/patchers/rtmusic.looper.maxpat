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
   1216,
   92
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
      1216,
      92
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      1216,
      92
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
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "record",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "record",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "record",
       "parameter_shortname": "record",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "start recording a loop; again: close it, on the beat if quantize says so"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      150.0,
      64.8,
      22.0
     ],
     "text": "/record 1"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      210.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      159,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "overdub",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "overdub",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "overdub",
       "parameter_shortname": "overdub",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "add your playing to the loop; again: stop adding"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      210.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      210.0,
      150.0,
      72.0,
      22.0
     ],
     "text": "/overdub 1"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      210.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      380.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      310,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "undo",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "undo",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "undo",
       "parameter_shortname": "undo",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "the loop as it was one layer ago"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      380.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      380.0,
      150.0,
      50.4,
      22.0
     ],
     "text": "/undo 1"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      380.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      550.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      461,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "redo",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "redo",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "redo",
       "parameter_shortname": "redo",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "undo the undo"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      550.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      550.0,
      150.0,
      50.4,
      22.0
     ],
     "text": "/redo 1"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      550.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      720.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      612,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "clear",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "clear",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "clear",
       "parameter_shortname": "clear",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "empty the loop; undo brings it back"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      720.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      720.0,
      150.0,
      57.6,
      22.0
     ],
     "text": "/clear 1"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      720.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      890.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      763,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "tap",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "tap",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "tap",
       "parameter_shortname": "tap",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "tap the tempo: two or more taps set it"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      890.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      890.0,
      150.0,
      43.2,
      22.0
     ],
     "text": "/tap 1"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      890.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      1060.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      914,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "align",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "align",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "align",
       "parameter_shortname": "align",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "a bar begins now: the beat moves, the tempo and the music stay"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      1060.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1060.0,
      150.0,
      57.6,
      22.0
     ],
     "text": "/align 1"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1060.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      1230.0,
      60.0,
      143,
      72
     ],
     "presentation": 1,
     "presentation_rect": [
      1065,
      10,
      143,
      72
     ],
     "mode": 0,
     "text": "reset",
     "fontsize": 14.0,
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "activebgoncolor": [
      0.9098,
      0.6392,
      0.2392,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "reset",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "reset",
       "parameter_shortname": "reset",
       "parameter_type": 2,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1,
       "parameter_info": "forget what was played and begin afresh; loops stay"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      1230.0,
      120.0,
      86.4,
      22.0
     ],
     "text": "route bang 1"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1230.0,
      150.0,
      57.6,
      22.0
     ],
     "text": "/reset 1"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1230.0,
      180.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
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
      "obj-3",
      1
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
      "obj-6",
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
      "obj-7",
      1
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
      "obj-10",
      0
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
      "obj-13",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      1
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
      "obj-14",
      0
     ],
     "destination": [
      "obj-15",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-15",
      0
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
      "obj-16",
      0
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
      "obj-15",
      1
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
      "obj-18",
      0
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
      "obj-19",
      0
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
      "obj-20",
      0
     ],
     "destination": [
      "obj-21",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      1
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
      "obj-22",
      0
     ],
     "destination": [
      "obj-23",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-23",
      0
     ],
     "destination": [
      "obj-24",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-24",
      0
     ],
     "destination": [
      "obj-25",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-23",
      1
     ],
     "destination": [
      "obj-24",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-26",
      0
     ],
     "destination": [
      "obj-27",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-27",
      0
     ],
     "destination": [
      "obj-28",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-28",
      0
     ],
     "destination": [
      "obj-29",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-27",
      1
     ],
     "destination": [
      "obj-28",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-30",
      0
     ],
     "destination": [
      "obj-31",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      0
     ],
     "destination": [
      "obj-33",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      1
     ],
     "destination": [
      "obj-32",
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
