"""The commands: one module for each noun, and the composition root that joins the packages."""
