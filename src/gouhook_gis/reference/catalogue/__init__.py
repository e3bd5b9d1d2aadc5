"""The catalogue: a folder of registered editions, which checks fill their slots from."""
