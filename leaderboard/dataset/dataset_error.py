"""What a reader of a published dataset is told."""


class DatasetError(Exception):
    """No standings can be made from a dataset; the message says why, and what to do."""
