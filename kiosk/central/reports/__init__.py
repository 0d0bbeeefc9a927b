"""What the fleet did, in figures: counted once into small tables, shown as charts, taken away as files."""
