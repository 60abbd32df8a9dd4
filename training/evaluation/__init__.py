"""How near a codec comes to music that training never saw: clips, players, figures, tables, pictures."""
