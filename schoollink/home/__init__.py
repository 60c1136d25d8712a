"""Pages and feeds composed of many features; what a person sees first."""
