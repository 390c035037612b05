"""The faces: thin routes and forms over the slices. Audience is the first cut; no face knows another."""
