"""The panel's side of a session: typed messages over the comm target `smallcode`. Imports nothing by itself."""
