"""Training: from recordings to models, run from a clone with ``python -m training.<script>``.

``training.corpus`` puts music on disk, ``training.data`` cuts it into batches, the layers and models
stand beside them, and the ``train_*`` scripts run them. Nothing here is needed to play.
"""
