"""Why a file is not loaded, in a sentence for the person who sent it."""


class Refused(Exception):
    """The file cannot be loaded; str(error) is the whole Vietnamese sentence for the user."""


class Ambiguous(Refused):
    """Two readings fit the file; the sentence lists them and `choices` holds their codes.

    field: what has to be chosen, 'kind' or 'instrument'.
    """

    def __init__(self, sentence: str, field: str, choices: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.field = field
        self.choices = choices
