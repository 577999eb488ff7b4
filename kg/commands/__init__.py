"""Commands of `kg` that have several of their own, a module each. They decide nothing."""
