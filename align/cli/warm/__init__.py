"""`--warm`: a command that is run by the reader's companion, which has the model and the corpus open already."""
