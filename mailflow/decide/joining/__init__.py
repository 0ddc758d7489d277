"""From a stranger to a mentored member or a guest."""
