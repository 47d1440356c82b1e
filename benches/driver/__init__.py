"""What run.py is made of: plan, running, machine, tables, targets, drawing."""
