"""The demo's issuer of e-credentials, and its register of who has which phone. All is invented."""
