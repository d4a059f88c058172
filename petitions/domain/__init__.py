"""The pure core: rules of the process, standard library only."""
