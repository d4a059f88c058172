"""Files of places, units and people taken in: all rows or none, every fault told with its row and column."""
