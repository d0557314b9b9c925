"""How good the models are on real data: each figure beside its named baseline and an interval."""
