"""What ``hub.py check`` and ``hub.py test`` ask of the tree. Never imported by the product itself."""
