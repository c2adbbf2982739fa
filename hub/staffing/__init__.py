"""Who works where, kept by whom it concerns: the administrator adds units, their access managers everybody else."""
