"""What residents will see of a flow before it is published: its screens and documents as pictures, its ways drawn."""
