"""Acts that leave a row in each state that neither demonstration nor gallery has, by the program's own verbs."""
