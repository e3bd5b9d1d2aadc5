"""Signing in through an OpenID Connect provider: its routes, and the provider asked over HTTP."""
