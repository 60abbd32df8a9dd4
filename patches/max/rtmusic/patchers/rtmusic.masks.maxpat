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
   386
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
      386
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      400,
      386
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
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      384,
      24
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      6,
      384,
      24
     ],
     "text": "what of it is kept; ticked, all but that",
     "textcolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "fontsize": 16.0
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      340.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      33,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_levels",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_levels",
       "parameter_shortname": "invert level",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep the fine levels instead: the sound moves, its surface stays",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      400.0,
      158.4,
      22.0
     ],
     "text": "prepend /invert_levels"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      430.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      250.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      280.0,
      144.0,
      22.0
     ],
     "text": "route /invert_levels"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      310.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
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
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      33,
      100,
      22
     ],
     "text": "keep levels",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      340.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      31,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "keep_levels",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "keep_levels",
       "parameter_shortname": "keep levels",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this many coarse levels everywhere: the sound stays, the detail moves",
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d levels"
      }
     }
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
      40.0,
      400.0,
      144.0,
      22.0
     ],
     "text": "prepend /keep_levels"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      430.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      250.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      280.0,
      129.6,
      22.0
     ],
     "text": "route /keep_levels"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      310.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      640.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      60,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_periodic",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_periodic",
       "parameter_shortname": "invert perio",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep what lies between the points instead",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      700.0,
      172.8,
      22.0
     ],
     "text": "prepend /invert_periodic"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      730.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      550.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      580.0,
      158.4,
      22.0
     ],
     "text": "route /invert_periodic"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      610.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      60,
      100,
      22
     ],
     "text": "periodic",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      640.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      58,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "periodic",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "periodic",
       "parameter_shortname": "periodic",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep one frame out of this many; 0 keeps none for being on the grid",
       "parameter_mmin": 0,
       "parameter_mmax": 32,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      700.0,
      122.4,
      22.0
     ],
     "text": "prepend /periodic"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      730.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      550.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      580.0,
      108.0,
      22.0
     ],
     "text": "route /periodic"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      610.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      128,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      87,
      128,
      22
     ],
     "text": "periodic width",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      940.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      85,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "periodic_width",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "periodic_width",
       "parameter_shortname": "periodic wid",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "how many frames each kept point spans",
       "parameter_mmin": 1,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1000.0,
      165.6,
      22.0
     ],
     "text": "prepend /periodic_width"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      1030.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      850.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      880.0,
      151.20000000000002,
      22.0
     ],
     "text": "route /periodic_width"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      910.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      128,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      114,
      128,
      22
     ],
     "text": "periodic roll",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1240.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      112,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "periodic_roll",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "periodic_roll",
       "parameter_shortname": "periodic rol",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "move the kept points on by this much every pass, so that each frame has its turn",
       "parameter_mmin": 0,
       "parameter_mmax": 32,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1300.0,
      158.4,
      22.0
     ],
     "text": "prepend /periodic_roll"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      1330.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1150.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1180.0,
      144.0,
      22.0
     ],
     "text": "route /periodic_roll"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1210.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1540.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      141,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_onset",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_onset",
       "parameter_shortname": "invert onset",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep what is far from every onset instead",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1600.0,
      151.20000000000002,
      22.0
     ],
     "text": "prepend /invert_onset"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      1630.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1450.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      1480.0,
      136.8,
      22.0
     ],
     "text": "route /invert_onset"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1510.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      141,
      100,
      22
     ],
     "text": "onset width",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1540.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      139,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "onset_width",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "onset_width",
       "parameter_shortname": "onset width",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this much around everything that begins: attacks stay, what they lead to moves",
       "parameter_mmin": 0,
       "parameter_mmax": 16,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1600.0,
      144.0,
      22.0
     ],
     "text": "prepend /onset_width"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      1630.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1450.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1480.0,
      129.6,
      22.0
     ],
     "text": "route /onset_width"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1510.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1840.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      168,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_beat",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_beat",
       "parameter_shortname": "invert beat",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep what lies between the beats instead",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1900.0,
      144.0,
      22.0
     ],
     "text": "prepend /invert_beat"
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      1930.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1750.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      1780.0,
      129.6,
      22.0
     ],
     "text": "route /invert_beat"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1810.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      168,
      100,
      22
     ],
     "text": "beat width",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1840.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      166,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "beat_width",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "beat_width",
       "parameter_shortname": "beat width",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this much around every beat",
       "parameter_mmin": 0,
       "parameter_mmax": 16,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1900.0,
      136.8,
      22.0
     ],
     "text": "prepend /beat_width"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      1930.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1750.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1780.0,
      122.4,
      22.0
     ],
     "text": "route /beat_width"
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1810.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2140.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      195,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_downbeat",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_downbeat",
       "parameter_shortname": "invert downb",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep all but what is around the first beat of a bar",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2200.0,
      172.8,
      22.0
     ],
     "text": "prepend /invert_downbeat"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      2230.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2050.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      2080.0,
      158.4,
      22.0
     ],
     "text": "route /invert_downbeat"
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2110.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      195,
      100,
      22
     ],
     "text": "downbeat width",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2140.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      193,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "downbeat_width",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "downbeat_width",
       "parameter_shortname": "downbeat wid",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this much around the first beat of every bar",
       "parameter_mmin": 0,
       "parameter_mmax": 32,
       "parameter_unitstyle": 9,
       "parameter_units": "%d frames"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2200.0,
      165.6,
      22.0
     ],
     "text": "prepend /downbeat_width"
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      2230.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2050.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2080.0,
      151.20000000000002,
      22.0
     ],
     "text": "route /downbeat_width"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2110.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2440.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      222,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_prefix",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_prefix",
       "parameter_shortname": "invert prefi",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep all but the loop's beginning",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2500.0,
      158.4,
      22.0
     ],
     "text": "prepend /invert_prefix"
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      2530.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2350.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-86",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      2380.0,
      144.0,
      22.0
     ],
     "text": "route /invert_prefix"
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2410.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-88",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      222,
      100,
      22
     ],
     "text": "prefix",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2440.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      220,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "prefix",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "prefix",
       "parameter_shortname": "prefix",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this much of the loop's beginning",
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%.2f s"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-90",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2500.0,
      108.0,
      22.0
     ],
     "text": "prepend /prefix"
    }
   },
   {
    "box": {
     "id": "obj-91",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      2530.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2350.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-93",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2380.0,
      93.60000000000001,
      22.0
     ],
     "text": "route /prefix"
    }
   },
   {
    "box": {
     "id": "obj-94",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2410.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2740.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      249,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_suffix",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_suffix",
       "parameter_shortname": "invert suffi",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep all but the loop's end",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2800.0,
      158.4,
      22.0
     ],
     "text": "prepend /invert_suffix"
    }
   },
   {
    "box": {
     "id": "obj-97",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      2830.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-98",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2650.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-99",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      2680.0,
      144.0,
      22.0
     ],
     "text": "route /invert_suffix"
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2710.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-101",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      249,
      100,
      22
     ],
     "text": "suffix",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-102",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2740.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      247,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "suffix",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "suffix",
       "parameter_shortname": "suffix",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep this much of the loop's end",
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%.2f s"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-103",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2800.0,
      108.0,
      22.0
     ],
     "text": "prepend /suffix"
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      2830.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-105",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2650.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-106",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2680.0,
      93.60000000000001,
      22.0
     ],
     "text": "route /suffix"
    }
   },
   {
    "box": {
     "id": "obj-107",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2710.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      128,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      276,
      128,
      22
     ],
     "text": "region from",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-109",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      3040.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      274,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "region_from",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "region_from",
       "parameter_shortname": "region from",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep a region of the loop, from here …",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-110",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3100.0,
      144.0,
      22.0
     ],
     "text": "prepend /region_from"
    }
   },
   {
    "box": {
     "id": "obj-111",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      3130.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2950.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2980.0,
      129.6,
      22.0
     ],
     "text": "route /region_from"
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3010.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      128,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      303,
      128,
      22
     ],
     "text": "region to",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      3340.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      301,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "region_to",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "region_to",
       "parameter_shortname": "region to",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "… to here; 0 keeps no region",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-117",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3400.0,
      129.6,
      22.0
     ],
     "text": "prepend /region_to"
    }
   },
   {
    "box": {
     "id": "obj-118",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      3430.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-119",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3250.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-120",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      3280.0,
      115.2,
      22.0
     ],
     "text": "route /region_to"
    }
   },
   {
    "box": {
     "id": "obj-121",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3310.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-122",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      128,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      330,
      128,
      22
     ],
     "text": "region low",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-123",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      3640.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      328,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "region_low",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "region_low",
       "parameter_shortname": "region low",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "the region's lowest level …",
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d levels"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-124",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3700.0,
      136.8,
      22.0
     ],
     "text": "prepend /region_low"
    }
   },
   {
    "box": {
     "id": "obj-125",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      3730.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-126",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3550.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-127",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      3580.0,
      122.4,
      22.0
     ],
     "text": "route /region_low"
    }
   },
   {
    "box": {
     "id": "obj-128",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3610.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-129",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3940.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      357,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "invert_region",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "invert_region",
       "parameter_shortname": "invert regio",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "keep all but the region instead: it alone is rewritten",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-130",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      4000.0,
      158.4,
      22.0
     ],
     "text": "prepend /invert_region"
    }
   },
   {
    "box": {
     "id": "obj-131",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      4030.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-132",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3850.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-133",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      3880.0,
      144.0,
      22.0
     ],
     "text": "route /invert_region"
    }
   },
   {
    "box": {
     "id": "obj-134",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3910.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-135",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      357,
      100,
      22
     ],
     "text": "region high",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
    }
   },
   {
    "box": {
     "id": "obj-136",
     "maxclass": "live.slider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      3940.0,
      254,
      23
     ],
     "presentation": 1,
     "presentation_rect": [
      138,
      355,
      254,
      23
     ],
     "orientation": 1,
     "slidercolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "showname": 0,
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "region_high",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "region_high",
       "parameter_shortname": "region high",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        8
       ],
       "parameter_info": "… and the one that it ends before",
       "parameter_mmin": 0,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d levels"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-137",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      4000.0,
      144.0,
      22.0
     ],
     "text": "prepend /region_high"
    }
   },
   {
    "box": {
     "id": "obj-138",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      4030.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-139",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3850.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-140",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      3880.0,
      129.6,
      22.0
     ],
     "text": "route /region_high"
    }
   },
   {
    "box": {
     "id": "obj-141",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3910.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   }
  ],
  "lines": [
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
      "obj-3",
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
      "obj-13",
      0
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
      "obj-10",
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
      "obj-17",
      0
     ],
     "destination": [
      "obj-18",
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
      "obj-21",
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
      "obj-23",
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
      "obj-33",
      0
     ],
     "destination": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-34",
      0
     ],
     "destination": [
      "obj-35",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-35",
      0
     ],
     "destination": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-37",
      0
     ],
     "destination": [
      "obj-38",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      0
     ],
     "destination": [
      "obj-39",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      0
     ],
     "destination": [
      "obj-41",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      0
     ],
     "destination": [
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-42",
      0
     ],
     "destination": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-43",
      0
     ],
     "destination": [
      "obj-44",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-44",
      0
     ],
     "destination": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-46",
      0
     ],
     "destination": [
      "obj-47",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-47",
      0
     ],
     "destination": [
      "obj-48",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-48",
      0
     ],
     "destination": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-50",
      0
     ],
     "destination": [
      "obj-51",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-51",
      0
     ],
     "destination": [
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-53",
      0
     ],
     "destination": [
      "obj-54",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-54",
      0
     ],
     "destination": [
      "obj-55",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-55",
      0
     ],
     "destination": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-56",
      0
     ],
     "destination": [
      "obj-57",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-57",
      0
     ],
     "destination": [
      "obj-58",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-59",
      0
     ],
     "destination": [
      "obj-60",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-60",
      0
     ],
     "destination": [
      "obj-61",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      0
     ],
     "destination": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-63",
      0
     ],
     "destination": [
      "obj-64",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-64",
      0
     ],
     "destination": [
      "obj-65",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-66",
      0
     ],
     "destination": [
      "obj-67",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-67",
      0
     ],
     "destination": [
      "obj-68",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-68",
      0
     ],
     "destination": [
      "obj-63",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-69",
      0
     ],
     "destination": [
      "obj-70",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-70",
      0
     ],
     "destination": [
      "obj-71",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-72",
      0
     ],
     "destination": [
      "obj-73",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-73",
      0
     ],
     "destination": [
      "obj-74",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-74",
      0
     ],
     "destination": [
      "obj-69",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-76",
      0
     ],
     "destination": [
      "obj-77",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-77",
      0
     ],
     "destination": [
      "obj-78",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-79",
      0
     ],
     "destination": [
      "obj-80",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-80",
      0
     ],
     "destination": [
      "obj-81",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-81",
      0
     ],
     "destination": [
      "obj-76",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-82",
      0
     ],
     "destination": [
      "obj-83",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-83",
      0
     ],
     "destination": [
      "obj-84",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-85",
      0
     ],
     "destination": [
      "obj-86",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-86",
      0
     ],
     "destination": [
      "obj-87",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-87",
      0
     ],
     "destination": [
      "obj-82",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-89",
      0
     ],
     "destination": [
      "obj-90",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-90",
      0
     ],
     "destination": [
      "obj-91",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-92",
      0
     ],
     "destination": [
      "obj-93",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-93",
      0
     ],
     "destination": [
      "obj-94",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-94",
      0
     ],
     "destination": [
      "obj-89",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-95",
      0
     ],
     "destination": [
      "obj-96",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-96",
      0
     ],
     "destination": [
      "obj-97",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-98",
      0
     ],
     "destination": [
      "obj-99",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-99",
      0
     ],
     "destination": [
      "obj-100",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-100",
      0
     ],
     "destination": [
      "obj-95",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-102",
      0
     ],
     "destination": [
      "obj-103",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-103",
      0
     ],
     "destination": [
      "obj-104",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-105",
      0
     ],
     "destination": [
      "obj-106",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-106",
      0
     ],
     "destination": [
      "obj-107",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-107",
      0
     ],
     "destination": [
      "obj-102",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-109",
      0
     ],
     "destination": [
      "obj-110",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-110",
      0
     ],
     "destination": [
      "obj-111",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-112",
      0
     ],
     "destination": [
      "obj-113",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-113",
      0
     ],
     "destination": [
      "obj-114",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-114",
      0
     ],
     "destination": [
      "obj-109",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-116",
      0
     ],
     "destination": [
      "obj-117",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-117",
      0
     ],
     "destination": [
      "obj-118",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-119",
      0
     ],
     "destination": [
      "obj-120",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-120",
      0
     ],
     "destination": [
      "obj-121",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-121",
      0
     ],
     "destination": [
      "obj-116",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-123",
      0
     ],
     "destination": [
      "obj-124",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-124",
      0
     ],
     "destination": [
      "obj-125",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-126",
      0
     ],
     "destination": [
      "obj-127",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-127",
      0
     ],
     "destination": [
      "obj-128",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-128",
      0
     ],
     "destination": [
      "obj-123",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-129",
      0
     ],
     "destination": [
      "obj-130",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-130",
      0
     ],
     "destination": [
      "obj-131",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-132",
      0
     ],
     "destination": [
      "obj-133",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-133",
      0
     ],
     "destination": [
      "obj-134",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-134",
      0
     ],
     "destination": [
      "obj-129",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-136",
      0
     ],
     "destination": [
      "obj-137",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-137",
      0
     ],
     "destination": [
      "obj-138",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-139",
      0
     ],
     "destination": [
      "obj-140",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-140",
      0
     ],
     "destination": [
      "obj-141",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-141",
      0
     ],
     "destination": [
      "obj-136",
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
