"""From the store to the dataset repository of the Hub, and back."""
