"""What a run is: its hyperparameters, its presets, the training itself, the model it leaves."""
