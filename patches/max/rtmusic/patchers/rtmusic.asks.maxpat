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
   305
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
      305
     ],
     "presentation": 1,
     "presentation_rect": [
      0,
      0,
      400,
      305
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
     "text": "what is asked for",
     "textcolor": [
      0.2471,
      0.7216,
      0.6588,
      1.0
     ],
     "fontsize": 16.0
    }
   },
   {
    "box": {
     "id": "obj-3",
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
      33,
      128,
      22
     ],
     "text": "own",
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
     "id": "obj-4",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "own",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "own",
       "parameter_shortname": "own",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "how much of your own recordings' sound colours what is played",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      400.0,
      86.4,
      22.0
     ],
     "text": "prepend /own"
    }
   },
   {
    "box": {
     "id": "obj-6",
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
     "id": "obj-7",
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
     "id": "obj-8",
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
      72.0,
      22.0
     ],
     "text": "route /own"
    }
   },
   {
    "box": {
     "id": "obj-9",
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
     "id": "obj-10",
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "loudness_on",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "loudness_on",
       "parameter_shortname": "loudness on",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "obey the loudness knob, or leave loudness to the music",
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
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      700.0,
      144.0,
      22.0
     ],
     "text": "prepend /loudness_on"
    }
   },
   {
    "box": {
     "id": "obj-12",
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
     "id": "obj-13",
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
     "id": "obj-14",
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
      129.6,
      22.0
     ],
     "text": "route /loudness_on"
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
     "id": "obj-16",
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
     "text": "loudness",
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
     "id": "obj-17",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "loudness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "loudness",
       "parameter_shortname": "loudness",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.5
       ],
       "parameter_info": "asks for quiet (0) or loud (1) playing, with loudness_on",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-18",
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
     "text": "prepend /loudness"
    }
   },
   {
    "box": {
     "id": "obj-19",
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
     "id": "obj-20",
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
     "id": "obj-21",
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
     "text": "route /loudness"
    }
   },
   {
    "box": {
     "id": "obj-22",
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
     "id": "obj-23",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      940.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      87,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "steady",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "steady",
       "parameter_shortname": "steady",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "stream mode keeps to the loudness knob, so it neither fades nor runs away",
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
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1000.0,
      108.0,
      22.0
     ],
     "text": "prepend /steady"
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
      1030.0,
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
      850.0,
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
      880.0,
      93.60000000000001,
      22.0
     ],
     "text": "route /steady"
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
      910.0,
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
      150,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      87,
      150,
      22
     ],
     "text": "steady",
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
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1240.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      114,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "brightness_on",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "brightness_on",
       "parameter_shortname": "brightness o",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "obey the brightness knob, or leave it to the music",
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
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      1300.0,
      158.4,
      22.0
     ],
     "text": "prepend /brightness_on"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      1330.0,
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
      340.0,
      1150.0,
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
      340.0,
      1180.0,
      144.0,
      22.0
     ],
     "text": "route /brightness_on"
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
      340.0,
      1210.0,
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
      100,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      114,
      100,
      22
     ],
     "text": "brightness",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "brightness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "brightness",
       "parameter_shortname": "brightness",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.5
       ],
       "parameter_info": "asks for dark (0) or bright (1) sound, with brightness_on",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
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
      136.8,
      22.0
     ],
     "text": "prepend /brightness"
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
      122.4,
      22.0
     ],
     "text": "route /brightness"
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "density_on",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "density_on",
       "parameter_shortname": "density on",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "obey the density knob, or leave it to the music",
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
      136.8,
      22.0
     ],
     "text": "prepend /density_on"
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
      122.4,
      22.0
     ],
     "text": "route /density_on"
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
     "text": "density",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "density",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "density",
       "parameter_shortname": "density",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0.5
       ],
       "parameter_info": "asks for few (0) or many (1) onsets, with density_on",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
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
      115.2,
      22.0
     ],
     "text": "prepend /density"
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
      100.8,
      22.0
     ],
     "text": "route /density"
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "drums_on",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "drums_on",
       "parameter_shortname": "drums on",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "obey the drums knob, or leave drums to the music",
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
      122.4,
      22.0
     ],
     "text": "prepend /drums_on"
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
      108.0,
      22.0
     ],
     "text": "route /drums_on"
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
     "text": "drums",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "drums",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "drums",
       "parameter_shortname": "drums",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "asks for no drums (0) or drums (1), with drums_on",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
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
      100.8,
      22.0
     ],
     "text": "prepend /drums"
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
      86.4,
      22.0
     ],
     "text": "route /drums"
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "bass_on",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "bass_on",
       "parameter_shortname": "bass on",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "obey the bass knob, or leave the bass to the music",
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
      115.2,
      22.0
     ],
     "text": "prepend /bass_on"
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
      100.8,
      22.0
     ],
     "text": "route /bass_on"
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
     "text": "bass",
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
      0.2471,
      0.7216,
      0.6588,
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
     "varname": "bass",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "bass",
       "parameter_shortname": "bass",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "asks for no bass (0) or a bass line (1), with bass_on",
       "parameter_mmin": 0,
       "parameter_mmax": 1,
       "parameter_unitstyle": 1
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
      93.60000000000001,
      22.0
     ],
     "text": "prepend /bass"
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
      79.2,
      22.0
     ],
     "text": "route /bass"
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
      222,
      128,
      22
     ],
     "text": "key",
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
     "id": "obj-83",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
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
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "key",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "key",
       "parameter_shortname": "key",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "asks for a key; free leaves it to the music",
       "parameter_enum": [
        "free",
        "c",
        "c#",
        "d",
        "d#",
        "e",
        "f",
        "f#",
        "g",
        "g#",
        "a",
        "a#",
        "b",
        "cm",
        "c#m",
        "dm",
        "d#m",
        "em",
        "fm",
        "f#m",
        "gm",
        "g#m",
        "am",
        "a#m",
        "bm"
       ],
       "parameter_mmax": 24
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2500.0,
      86.4,
      22.0
     ],
     "text": "prepend /key"
    }
   },
   {
    "box": {
     "id": "obj-85",
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
     "id": "obj-86",
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
     "id": "obj-87",
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
      72.0,
      22.0
     ],
     "text": "route /key"
    }
   },
   {
    "box": {
     "id": "obj-88",
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
     "id": "obj-89",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "on_beat",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "on_beat",
       "parameter_shortname": "on beat",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "play on the beats of the clock, or leave tempo and beat to the music",
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
     "id": "obj-90",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2800.0,
      115.2,
      22.0
     ],
     "text": "prepend /on_beat"
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
      2830.0,
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
      2650.0,
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
      2680.0,
      100.8,
      22.0
     ],
     "text": "route /on_beat"
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
      2710.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      150,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      249,
      150,
      22
     ],
     "text": "on beat",
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
     "id": "obj-96",
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
      200,
      249,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "follow_sound",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "follow_sound",
       "parameter_shortname": "follow sound",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "play as loud, as bright and as busily as what is heard",
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
     "id": "obj-97",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2800.0,
      151.20000000000002,
      22.0
     ],
     "text": "prepend /follow_sound"
    }
   },
   {
    "box": {
     "id": "obj-98",
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
     "id": "obj-99",
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
     "id": "obj-100",
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
      136.8,
      22.0
     ],
     "text": "route /follow_sound"
    }
   },
   {
    "box": {
     "id": "obj-101",
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
     "id": "obj-102",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      150,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      228,
      249,
      150,
      22
     ],
     "text": "follow sound",
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
     "id": "obj-103",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3040.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      8,
      276,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "follow_notes",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "follow_notes",
       "parameter_shortname": "follow notes",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "play the notes that are heard",
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
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3100.0,
      151.20000000000002,
      22.0
     ],
     "text": "prepend /follow_notes"
    }
   },
   {
    "box": {
     "id": "obj-105",
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
     "id": "obj-106",
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
     "id": "obj-107",
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
      136.8,
      22.0
     ],
     "text": "route /follow_notes"
    }
   },
   {
    "box": {
     "id": "obj-108",
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
     "id": "obj-109",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      150,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      36,
      276,
      150,
      22
     ],
     "text": "follow notes",
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
     "id": "obj-110",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3040.0,
      22,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      200,
      276,
      22,
      22
     ],
     "activebgoncolor": [
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
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "keys",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "keys",
       "parameter_shortname": "keys",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "play the notes that are held on a MIDI keyboard",
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
     "id": "obj-111",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3100.0,
      93.60000000000001,
      22.0
     ],
     "text": "prepend /keys"
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      3130.0,
      93.60000000000001,
      22.0
     ],
     "text": "s rtmusic-out"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      2950.0,
      86.4,
      22.0
     ],
     "text": "r rtmusic-in"
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      340.0,
      2980.0,
      79.2,
      22.0
     ],
     "text": "route /keys"
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      340.0,
      3010.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      700.0,
      60.0,
      150,
      22
     ],
     "presentation": 1,
     "presentation_rect": [
      228,
      276,
      150,
      22
     ],
     "text": "keys",
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "fontsize": 13.0
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
      "obj-6",
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
      "obj-22",
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
      "obj-17",
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
      "obj-84",
      0
     ],
     "destination": [
      "obj-85",
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
      "obj-88",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-88",
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
      "obj-97",
      0
     ],
     "destination": [
      "obj-98",
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
      "obj-101",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-101",
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
      "obj-104",
      0
     ],
     "destination": [
      "obj-105",
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
      "obj-108",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-108",
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
      "obj-111",
      0
     ],
     "destination": [
      "obj-112",
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
      "obj-115",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-115",
      0
     ],
     "destination": [
      "obj-110",
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
