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
     "text": "how it is rewritten",
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
     "text": "rewrite",
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
     "varname": "rewrite",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "rewrite",
       "parameter_shortname": "rewrite",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "share of each pass that the machine may rewrite",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
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
      115.2,
      22.0
     ],
     "text": "prepend /rewrite"
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
      100.8,
      22.0
     ],
     "text": "route /rewrite"
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
      60,
      128,
      22
     ],
     "text": "dropout",
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
     "id": "obj-11",
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
     "varname": "dropout",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "dropout",
       "parameter_shortname": "dropout",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "chance that a kept token is set free after all",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      700.0,
      115.2,
      22.0
     ],
     "text": "prepend /dropout"
    }
   },
   {
    "box": {
     "id": "obj-13",
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
     "id": "obj-14",
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
     "id": "obj-15",
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
      100.8,
      22.0
     ],
     "text": "route /dropout"
    }
   },
   {
    "box": {
     "id": "obj-16",
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
     "id": "obj-17",
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
     "text": "compression",
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
     "id": "obj-18",
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
     "varname": "compression",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "compression",
       "parameter_shortname": "compression",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        8
       ],
       "parameter_info": "of what the masks keep, only this many coarse levels: a rough hint instead of the sound",
       "parameter_mmin": 1,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d levels"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1000.0,
      144.0,
      22.0
     ],
     "text": "prepend /compression"
    }
   },
   {
    "box": {
     "id": "obj-20",
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
     "id": "obj-21",
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
     "id": "obj-22",
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
      129.6,
      22.0
     ],
     "text": "route /compression"
    }
   },
   {
    "box": {
     "id": "obj-23",
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
     "id": "obj-24",
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
     "text": "combine",
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
     "id": "obj-25",
     "maxclass": "live.tab",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
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
     "num_lines_patching": 1,
     "num_lines_presentation": 1,
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "textoncolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "combine",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "combine",
       "parameter_shortname": "combine",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "a token stays if any mask keeps it, or only if all do",
       "parameter_enum": [
        "any",
        "all"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1300.0,
      115.2,
      22.0
     ],
     "text": "prepend /combine"
    }
   },
   {
    "box": {
     "id": "obj-27",
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
     "id": "obj-28",
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
     "id": "obj-29",
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
      100.8,
      22.0
     ],
     "text": "route /combine"
    }
   },
   {
    "box": {
     "id": "obj-30",
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
     "id": "obj-31",
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
      141,
      128,
      22
     ],
     "text": "drift",
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
     "id": "obj-32",
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
     "varname": "drift",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "drift",
       "parameter_shortname": "drift",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        100
       ],
       "parameter_info": "how much of the loop may differ from what you played; turned down, the rest comes back",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1600.0,
      100.8,
      22.0
     ],
     "text": "prepend /drift"
    }
   },
   {
    "box": {
     "id": "obj-34",
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
     "id": "obj-35",
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
     "id": "obj-36",
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
      86.4,
      22.0
     ],
     "text": "route /drift"
    }
   },
   {
    "box": {
     "id": "obj-37",
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
     "id": "obj-38",
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
      168,
      128,
      22
     ],
     "text": "generations",
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
     "id": "obj-39",
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
     "varname": "generations",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "generations",
       "parameter_shortname": "generations",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "how many passes `vary` rewrites, each made from the last",
       "parameter_mmin": 1,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d passes"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      1900.0,
      144.0,
      22.0
     ],
     "text": "prepend /generations"
    }
   },
   {
    "box": {
     "id": "obj-41",
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
     "id": "obj-42",
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
     "id": "obj-43",
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
      129.6,
      22.0
     ],
     "text": "route /generations"
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
     "id": "obj-45",
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
      195,
      128,
      22
     ],
     "text": "takes",
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
     "id": "obj-46",
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
     "varname": "takes",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "takes",
       "parameter_shortname": "takes",
       "parameter_type": 1,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        1
       ],
       "parameter_info": "how many takes `vary` makes: the first is heard, take_next goes to the others; with on_demand",
       "parameter_mmin": 1,
       "parameter_mmax": 8,
       "parameter_unitstyle": 9,
       "parameter_units": "%d takes"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2200.0,
      100.8,
      22.0
     ],
     "text": "prepend /takes"
    }
   },
   {
    "box": {
     "id": "obj-48",
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
     "id": "obj-49",
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
     "id": "obj-50",
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
      86.4,
      22.0
     ],
     "text": "route /takes"
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
      2110.0,
      79.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "live.toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
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
     "varname": "on_demand",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "on_demand",
       "parameter_shortname": "on demand",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "rewrite only the passes that `vary` asks for, or every pass",
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
     "id": "obj-53",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      2500.0,
      129.6,
      22.0
     ],
     "text": "prepend /on_demand"
    }
   },
   {
    "box": {
     "id": "obj-54",
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
     "id": "obj-55",
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
     "id": "obj-56",
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
      115.2,
      22.0
     ],
     "text": "route /on_demand"
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
     "id": "obj-58",
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
      222,
      150,
      22
     ],
     "text": "on demand",
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
     "id": "obj-59",
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
      249,
      128,
      22
     ],
     "text": "recall",
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
     "id": "obj-60",
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
     "varname": "recall",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "recall",
       "parameter_shortname": "recall",
       "parameter_type": 0,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "how much of what the machine writes comes from what you played tonight, where it fits; of a loop, and of stream and follow",
       "parameter_mmin": 0,
       "parameter_mmax": 100,
       "parameter_unitstyle": 5
      }
     }
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
      40.0,
      2800.0,
      108.0,
      22.0
     ],
     "text": "prepend /recall"
    }
   },
   {
    "box": {
     "id": "obj-62",
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
     "id": "obj-63",
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
     "id": "obj-64",
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
     "text": "route /recall"
    }
   },
   {
    "box": {
     "id": "obj-65",
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
     "id": "obj-66",
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
     "text": "only prompt",
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
     "id": "obj-67",
     "maxclass": "live.tab",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
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
     "num_lines_patching": 1,
     "num_lines_presentation": 1,
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "textoncolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "only_prompt",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "only_prompt",
       "parameter_shortname": "only prompt",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "the machine rewrites the loop by this prompt alone, or by the mix of all",
       "parameter_enum": [
        "mix",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8"
       ],
       "parameter_mmax": 8
      }
     }
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
      3100.0,
      144.0,
      22.0
     ],
     "text": "prepend /only_prompt"
    }
   },
   {
    "box": {
     "id": "obj-69",
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
     "id": "obj-70",
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
     "id": "obj-71",
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
     "text": "route /only_prompt"
    }
   },
   {
    "box": {
     "id": "obj-72",
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
     "id": "obj-73",
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
     "text": "obeys",
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
     "id": "obj-74",
     "maxclass": "live.tab",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
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
     "num_lines_patching": 1,
     "num_lines_presentation": 1,
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "textoncolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "obeys",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "obeys",
       "parameter_shortname": "obeys",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "which of the controls of all loops count for this one: all, those of notes, those of sound, or none",
       "parameter_enum": [
        "all",
        "notes",
        "sound",
        "none"
       ],
       "parameter_mmax": 3
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3400.0,
      100.8,
      22.0
     ],
     "text": "prepend /obeys"
    }
   },
   {
    "box": {
     "id": "obj-76",
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
     "id": "obj-77",
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
     "id": "obj-78",
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
      86.4,
      22.0
     ],
     "text": "route /obeys"
    }
   },
   {
    "box": {
     "id": "obj-79",
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
     "id": "obj-80",
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
     "text": "fit",
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
     "id": "obj-81",
     "maxclass": "live.tab",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
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
     "num_lines_patching": 1,
     "num_lines_presentation": 1,
     "activebgoncolor": [
      0.8784,
      0.3765,
      0.2902,
      1.0
     ],
     "activebgcolor": [
      0.1647,
      0.1647,
      0.2039,
      1.0
     ],
     "textoncolor": [
      0.0627,
      0.0627,
      0.0784,
      1.0
     ],
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "fit",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "fit",
       "parameter_shortname": "fit",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "what the machine writes in the loop fits the other loops that are heard, or what you play, or both",
       "parameter_enum": [
        "off",
        "loops",
        "you",
        "both"
       ],
       "parameter_mmax": 3
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      3700.0,
      86.4,
      22.0
     ],
     "text": "prepend /fit"
    }
   },
   {
    "box": {
     "id": "obj-83",
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
     "id": "obj-84",
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
     "id": "obj-85",
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
      72.0,
      22.0
     ],
     "text": "route /fit"
    }
   },
   {
    "box": {
     "id": "obj-86",
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
     "id": "obj-87",
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
      357,
      128,
      22
     ],
     "text": "fit in",
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
     "id": "obj-88",
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
     "textcolor": [
      0.8471,
      0.8471,
      0.8471,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "fit_in",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "fit_in",
       "parameter_shortname": "fit in",
       "parameter_type": 2,
       "parameter_initial_enable": 1,
       "parameter_initial": [
        0
       ],
       "parameter_info": "in what it fits: notes, rhythm, both, dynamics, or all of it",
       "parameter_enum": [
        "notes",
        "rhythm",
        "both",
        "dynamics",
        "all"
       ],
       "parameter_mmax": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      4000.0,
      108.0,
      22.0
     ],
     "text": "prepend /fit_in"
    }
   },
   {
    "box": {
     "id": "obj-90",
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
     "id": "obj-91",
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
     "id": "obj-92",
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
      93.60000000000001,
      22.0
     ],
     "text": "route /fit_in"
    }
   },
   {
    "box": {
     "id": "obj-93",
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
      "obj-11",
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
      "obj-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-25",
      0
     ],
     "destination": [
      "obj-26",
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
      "obj-29",
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
      "obj-30",
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
      "obj-35",
      0
     ],
     "destination": [
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
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
      "obj-37",
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
      "obj-39",
      0
     ],
     "destination": [
      "obj-40",
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
      "obj-42",
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
      "obj-39",
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
      "obj-49",
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
      "obj-46",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-52",
      0
     ],
     "destination": [
      "obj-53",
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
      "obj-55",
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
      "obj-52",
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
      "obj-62",
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
      "obj-65",
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
      "obj-69",
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
      "obj-71",
      0
     ],
     "destination": [
      "obj-72",
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
      "obj-67",
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
      "obj-75",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-75",
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
      "obj-78",
      0
     ],
     "destination": [
      "obj-79",
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
      "obj-74",
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
      "obj-82",
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
      "obj-81",
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
      "obj-89",
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
      "obj-91",
      0
     ],
     "destination": [
      "obj-92",
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
      "obj-88",
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
