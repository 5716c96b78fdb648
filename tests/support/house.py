"""The packages of the house, from the roof down: each imports only what follows it."""

PACKAGES = (
    "portal",
    "signing",
    "agreements",
    "meetings",
    "pledges",
    "pilots",
    "stakeholders",
    "core",
    "files",
)
