"""The demo: an invented province, its voters and their cases, told by the same services that real work goes through."""
