"""What the labs of sagas share: steps, luck, states, effects, chances, and how a run is told."""
