"""All that crosses between terminal and central, and the flow document. Values and shapes only, no I/O."""
