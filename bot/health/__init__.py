"""What the server knows of itself: how its accounts, its database and its other processes fare, and how much it did."""
