"""Points arithmetic, pure: what a proposal becomes, when a request is the same request, what may be spent."""
