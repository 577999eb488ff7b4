"""The commands of `kg`, a module for each theme. They decide nothing."""
