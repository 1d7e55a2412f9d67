"""The front: how a request reaches a thread that runs Django."""
