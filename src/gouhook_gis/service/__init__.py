"""The service: uploads in, durable runs, reports out."""
