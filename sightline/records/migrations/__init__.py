"""One file per version of the tables, `vNNNN.py`: run in order, never changed once released."""
