"""The desk that goes on: serving the schedule, its Prefect server, how it stands."""
