"""A cluster on paper: arrivals, workers, queues and losses, moved by one seeded clock."""
